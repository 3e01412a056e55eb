import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('the types are those that openapi.json gives: npm run gen', async () => {
  const program = 'node_modules/openapi-typescript/bin/cli.js'
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'openapi.json'], { maxBuffer: 2 ** 24 })
  const same = stdout.trim() === (await readFile('src/api/schema.d.ts', 'utf8')).trim()
  expect(same, 'openapi.json and schema.d.ts differ').toBe(true)
})
