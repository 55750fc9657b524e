import { createResolver } from './create-resolver.ts'
import type { CreateResolverOptions } from './create-resolver.ts'
import type { Resolution } from './resolution.ts'
import type { ResolveQuestion } from './resolve-question.ts'

/** Everything the choice for one tenant rests on. The order of lists carries no meaning. */
export type ResolveFacts = CreateResolverOptions & ResolveQuestion

/** One question over a catalog that is not asked again; `createResolver` answers many for the price of parsing it once. */
export function resolve({ catalog, hostVersion, peers, ...question }: ResolveFacts): Resolution {
  return createResolver({ catalog, hostVersion, peers }).resolve(question)
}
