/** Ranges, pins and a catalog to one exact choice per module, or an explained conflict. Pure. @module */
export { resolve } from './resolve.ts'
export type { ResolveFacts } from './resolve.ts'
export type { Choice, Conflict, Constraint, Fix, Resolution, ResolveIssue, VersionRejection } from './resolution.ts'
export { describeConflict, describeConstraint, describeIssue } from './describe-conflict.ts'
export { compareVersions, isRange, isVersion, newestFirst, rangeAllows } from './version-range.ts'
export { interfaceIssues } from './interface-issues.ts'
