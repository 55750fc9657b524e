import { requestErrors } from '@tenon/module-sdk/http'
import type { ModuleRegistry } from '@tenon/registry'
import type { Access } from '../access/access.ts'
import { htmlResponse } from '../html-page.ts'
import { homePageHtml } from './home-page-html.ts'

/** What the home page is made from. */
export interface HomePageOptions {
  readonly registry: Pick<ModuleRegistry, 'allRunning'>
  readonly access: Access
  readonly mountPath: string
}

/** The same right that listing tenants through the control API needs. */
const permission = 'tenon:tenant:read'

/** `/`: every tenant with the versions it runs, each linked to its API. @throws PERMISSION_MISSING */
export function createHomePage({ registry, access, mountPath }: HomePageOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const caller = await access.identify(request, null)
    if (!caller.can(permission)) throw requestErrors.PERMISSION_MISSING({ permission })
    return htmlResponse(homePageHtml([...registry.allRunning()], mountPath))
  }
}
