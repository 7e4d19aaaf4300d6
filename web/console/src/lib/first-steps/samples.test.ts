import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { PAGE_SCRIPT, sample, SAMPLES } from './samples.ts'

const KEY = 'app_6742f0a19b3c4d5e6f708192'
const SECRET = 'q7Xw3k-Jw8_tRk2VfQxN5cY7mZpL0aHs6DgBuE4iKoX'

test.each(SAMPLES)('the sample in $label follows the rules of tokens', ({ name }) => {
  const code = sample(name, KEY)
  expect(code.split(KEY), 'TOK-1: the key id, once').toHaveLength(2)
  expect(code).toMatch(/HS256|HmacSha256/)
  for (const claim of ['external_id', 'scope', 'name', 'email', 'email_verified']) expect(code).toContain(claim)
  expect(code, 'TOK-2: a string').toMatch(/String\(|str\(|\(string\)|to_s|strconv|valueOf|ToString|to_string/)
  expect(code, 'TOK-7: it ends').toMatch(/3600|1h|time\.Hour|AddHours/)
  expect(code, 'KEY-4: the secret is used as it is').not.toMatch(/base64|decode\(/i)
  expect(code).toContain('BONAFIDE_SECRET')
})

test('the_endpoint_in_node_signs_a_token_that_keeps_the_rules', async () => {
  const token = await run(sample('node', KEY))
  const [header = '', payload = '', signature] = token.split('.')
  expect(read(header)).toMatchObject({ alg: 'HS256', kid: KEY })
  const claims = read(payload) as { iat: number; exp: number }
  expect(claims).toMatchObject({ external_id: '48213', scope: 'user', name: 'Mara', email: 'm@x.example', email_verified: true })
  expect(claims.exp - claims.iat).toBe(3600)
  expect(signature).toBe(createHmac('sha256', SECRET).update(`${header}.${payload}`).digest('base64url'))
})

test('the_page_asks_for_a_token_whenever_it_is_wanted', () => {
  expect(PAGE_SCRIPT).toContain("zE('messenger', 'loginUser', bonafideToken")
})

/** Runs the endpoint in a Node of its own, as a company's server would, with a made-up framework around it. */
async function run(code: string): Promise<string> {
  const framework = `
    const requireLogin = () => {}
    const user = { id: 48213, name: 'Mara', email: 'm@x.example', emailConfirmed: true }
    const res = { type: () => res, send: (text) => process.stdout.write(text) }
    const app = { get: (path, guard, handler) => handler({ user }, res) }`
  const cwd = fileURLToPath(new URL('../../../../stories', import.meta.url))
  const { stdout } = await promisify(execFile)('node', ['--input-type=module', '--eval', framework + '\n' + code], {
    cwd,
    env: { ...process.env, BONAFIDE_SECRET: SECRET },
  })
  return stdout
}

function read(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
}
