import { expect, test } from 'vitest'
import { PAGE_SCRIPT, sample, SAMPLES } from './samples.ts'

const KEY = 'app_6742f0a19b3c4d5e6f708192'

// Those in Node, Python, Ruby, Elixir and PHP are run as they are shown in crates/server/tests/interop.
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

test('the_page_asks_for_a_token_whenever_it_is_wanted', () => {
  expect(PAGE_SCRIPT).toContain("zE('messenger', 'loginUser', bonafideToken")
})
