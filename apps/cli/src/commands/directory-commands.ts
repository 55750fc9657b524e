import { clientTypes } from '@tenon/model'
import type { ClientType } from '@tenon/model'
import { Option } from 'commander'
import { renderCreated, renderOrganizations, renderTenants } from '../render/render-directory.ts'
import { renderTenant } from '../render/render-status.ts'
import type { Report } from '../report.ts'
import type { RegisterCommands } from './register.ts'
import type { Session } from './session.ts'

interface TenantOptions {
  readonly organization: string
  readonly name?: string
  readonly type: ClientType
  readonly tag: readonly string[]
}

/** `org` and `tenant`. */
export const registerDirectoryCommands: RegisterCommands = (program, handle) => {
  const org = program.command('org').description('organizations: the companies that own tenants')
  handle<[string], { name?: string }>(
    org.command('create').description('create an organization')
      .argument('<organization>', 'id: lower-case letters, digits and dashes')
      .option('--name <name>', 'name people read (default: the id)'),
    async ({ control }, { args: [id], options: { name = id } }) => renderCreated('organization', await control.createOrganization({ id, name })),
  )
  handle(org.command('list').description('list organizations'), async ({ control }) => renderOrganizations(await control.listOrganizations()))

  const tenant = program.command('tenant').description('tenants: isolated customer spaces with their own versions and data')
  handle<[string], TenantOptions>(
    tenant.command('create').description('create a tenant; it runs nothing until you plan and apply')
      .argument('<tenant>', 'id: lower-case letters, digits and dashes, at most 30')
      .requiredOption('--organization <organization>', 'the organization that owns it')
      .option('--name <name>', 'name people read (default: the id)')
      .addOption(new Option('--type <type>', 'contract class, selects defaults').choices(clientTypes).default('standard'))
      .option('--tag <tag>', 'label such as ring:early; repeat for more', (tag: string, tags: readonly string[]) => [...tags, tag], []),
    async ({ control }, { args: [id], options: { organization, name = id, type, tag } }) =>
      renderCreated('tenant', await control.createTenant({ id, name, organizationId: organization, clientType: type, tags: tag })),
  )
  handle(tenant.command('list').description('list tenants'), async ({ control }) => renderTenants(await control.listTenants()))
  handle<[string]>(
    tenant.command('show').description('show what a tenant runs: versions, pins, last operation').argument('<tenant>'),
    (session, { args: [id] }) => showTenant(session, id),
  )
}

/** The status page of one tenant. */
export async function showTenant({ control }: Session, tenantId: string): Promise<Report> {
  const [status] = await control.status(tenantId)
  return renderTenant(status ?? { tenant: await control.getTenant(tenantId), lock: await control.getLock(tenantId), pins: [], channels: await control.getChannels(tenantId), lastOperation: null, attention: [] })
}
