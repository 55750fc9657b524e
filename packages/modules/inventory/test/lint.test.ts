import { lintMigrations, readMigrationTexts } from '@tenon/migrator/authoring'
import { expect, it } from 'vitest'

it('has migrations that the lint finds nothing wrong with', async () => {
  const migrations = await readMigrationTexts(`${import.meta.dirname}/..`)
  expect(migrations.length).toBeGreaterThan(0)
  expect((await lintMigrations(migrations)).map(({ file, line, code, what }) => `${file}:${line} ${code} ${what}`)).toEqual([])
})
