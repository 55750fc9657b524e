import { appendOnly } from './control-plane-change.ts'
import type { ControlPlaneChange } from './control-plane-change.ts'

/** Who hears which event, what is on its way to whom, and when each timer runs next. */
export const deliverEvents: ControlPlaneChange = {
  version: 6,
  name: 'deliver_events',
  statements: [
    // Null in rows of hosts that knew no keys; the event's name stands for it.
    'alter table tenon.outbox add column key text',
    'create index outbox_created on tenon.outbox (tenant_id, created_at)',
    // Which module of a tenant hears which event. Follows the lock, see below.
    `create table tenon.subscription (
      tenant_id text not null,
      event text not null,
      module text not null,
      primary key (tenant_id, event, module)
    )`,
    // Holds no words of a tenant's own: those stay in the outbox, behind its guard. So one statement can look over all tenants.
    `create table tenon.delivery (
      tenant_id text not null,
      subscriber text not null,
      position bigint not null,
      event_id text not null,
      publisher text not null,
      name text not null,
      key text not null,
      state text not null default 'waiting' check (state in ('waiting', 'dead', 'done', 'skipped', 'discarded')),
      attempt integer not null default 0,
      due_at timestamptz not null default '-infinity',
      claimed_by text,
      problem text,
      version text,
      lock_revision integer,
      ended_at timestamptz,
      primary key (tenant_id, position, subscriber)
    )`,
    // One step per key finds the first delivery that is not over: what comes next, and what waits behind a dead one.
    "create index delivery_open on tenon.delivery (tenant_id, subscriber, publisher, key, position) where state in ('waiting', 'dead')",
    'create index delivery_claimed on tenon.delivery (claimed_by) where claimed_by is not null',
    "create index delivery_dead on tenon.delivery (tenant_id, position) where state = 'dead'",
    "create index delivery_ended on tenon.delivery (tenant_id, ended_at) where state in ('done', 'skipped', 'discarded')",
    // What a person did to a delivery.
    `create table tenon.delivery_history (
      tenant_id text not null references tenon.tenant,
      position bigint generated always as identity,
      event_id text not null,
      subscriber text not null,
      change text not null check (change in ('replay', 'discard')),
      problem text,
      actor text not null,
      reason text not null,
      created_at timestamptz not null,
      primary key (tenant_id, position)
    )`,
    ...appendOnly('delivery_history'),
    `create table tenon.timer (
      tenant_id text not null,
      module text not null,
      name text not null,
      definition jsonb not null,
      next_run_at timestamptz,
      last_run_at timestamptz,
      failures integer not null default 0,
      problem text,
      claimed_by text,
      primary key (tenant_id, module, name)
    )`,
    'create index timer_due on tenon.timer (next_run_at nulls first) where claimed_by is null',
    'create index timer_claimed on tenon.timer (claimed_by) where claimed_by is not null',
    'create index timer_failing on tenon.timer (tenant_id) where failures > 2',
    // The publisher's own transaction decides who hears of an event: the modules that had been installed when it was
    // published, and no list to compare later. Runs as the owner: the publisher itself may do nothing but insert.
    `create function tenon.address_event() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      begin
        insert into tenon.delivery (tenant_id, subscriber, position, event_id, publisher, name, key)
          select new.tenant_id, s.module, new.position, new.id, new.module, new.name, coalesce(new.key, new.name)
          from tenon.subscription s where s.tenant_id = new.tenant_id and s.event = new.name;
        if found then perform pg_notify('tenon_event', new.tenant_id); end if;
        return null;
      end $$`,
    'revoke all on function tenon.address_event() from public',
    'create trigger address_event after insert on tenon.outbox for each row execute function tenon.address_event()',
    // Whoever writes a lock revision, subscriptions and timers become those of its versions in the same transaction. A timer
    // that stays as it was keeps its next run; a new or changed one waits until its first run is computed.
    `create function tenon.follow_lock() returns trigger language plpgsql as $$
      declare
        manifests jsonb := coalesce((
          select jsonb_agg(jsonb_build_object('module', known.module, 'handles', coalesce(known.manifest -> 'handles', '[]'), 'timers', coalesce(known.manifest -> 'timers', '[]')))
          from jsonb_array_elements(new.entries) as entry
          join tenon.catalog_version known on known.package_name = entry ->> 'packageName' and known.version = entry ->> 'version'), '[]');
      begin
        delete from tenon.subscription s where s.tenant_id = new.tenant_id
          and not exists (select from jsonb_array_elements(manifests) as m where m ->> 'module' = s.module and m -> 'handles' ? s.event);
        insert into tenon.subscription (tenant_id, event, module)
          select new.tenant_id, event, m ->> 'module' from jsonb_array_elements(manifests) as m, jsonb_array_elements_text(m -> 'handles') as event
          on conflict do nothing;
        delete from tenon.timer t where t.tenant_id = new.tenant_id
          and not exists (select from jsonb_array_elements(manifests) as m, jsonb_array_elements(m -> 'timers') as d where m ->> 'module' = t.module and d ->> 'name' = t.name);
        insert into tenon.timer as known (tenant_id, module, name, definition)
          select new.tenant_id, m ->> 'module', d ->> 'name', d from jsonb_array_elements(manifests) as m, jsonb_array_elements(m -> 'timers') as d
          on conflict (tenant_id, module, name) do update set definition = excluded.definition, next_run_at = null, failures = 0, problem = null
          where known.definition <> excluded.definition;
        return null;
      end $$`,
    'create trigger follow_lock after insert on tenon.lock_revision for each row execute function tenon.follow_lock()',
  ],
}
