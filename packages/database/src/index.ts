/** Postgres for many tenants: pools, tenant-bound connections and a Prisma driver adapter. @module */
export {}
