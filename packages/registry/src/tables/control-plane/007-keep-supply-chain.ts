import { appendOnly } from './control-plane-change.ts'
import type { ControlPlaneChange } from './control-plane-change.ts'

/** What is known of a version's origin, what people said of it, and the flaws that are known. */
export const keepSupplyChain: ControlPlaneChange = {
  version: 7,
  name: 'keep_supply_chain',
  statements: [
    // `status` stays what the source says; `notice` is the last that an operator said, if it still counts.
    `alter table tenon.catalog_version
      add column published_at timestamptz,
      add column deprecated text,
      add column notice text check (notice in ('deprecated', 'yanked')),
      add column evidence jsonb`,
    // A reading of the sources takes its number before it asks them. One that began earlier than another that is complete already is out of date and writes nothing.
    `create table tenon.catalog_reading (
      number bigint generated always as identity primary key,
      started_at timestamptz not null,
      completed_at timestamptz
    )`,
    `create table tenon.version_notice (
      package_name text not null,
      version text not null,
      position bigint generated always as identity,
      change text not null check (change in ('deprecate', 'yank', 'restore')),
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      primary key (package_name, version, position),
      foreign key (package_name, version) references tenon.catalog_version
    )`,
    ...appendOnly('version_notice'),
    `create table tenon.advisory (
      id text primary key,
      module text not null,
      range text not null,
      severity text not null check (severity in ('low', 'moderate', 'high', 'critical')),
      title text not null,
      fixed_in text,
      url text,
      actor text not null,
      created_at timestamptz not null
    )`,
    ...appendOnly('advisory'),
    `create table tenon.advisory_withdrawal (
      advisory_id text primary key references tenon.advisory,
      actor text not null,
      reason text not null,
      created_at timestamptz not null
    )`,
    ...appendOnly('advisory_withdrawal'),
  ],
}
