import { expect, test } from 'vitest'
import { kindOf, queryOf, queueOf, searchOf, shownBy } from './shown.ts'

const ID = '0123456789abcdef01234567'

test('what is shown stands in the address, a part or a queue', () => {
  for (const shown of ['mine', 'solved', `queue:${ID}`] as const) expect(shownBy(new URLSearchParams(searchOf(shown)))).toBe(shown)
  expect(queryOf(`queue:${ID}`)).toEqual({ queue: ID })
  expect([kindOf('mine'), kindOf(`queue:${ID}`)]).toEqual(['mine', 'queue'])
  expect([queueOf('open'), queueOf(`queue:${ID}`)]).toEqual([null, ID])
})

test('an address that names nothing shows what is open', () => {
  for (const search of ['', 'view=all', 'queue=', 'queue=gold']) expect(shownBy(new URLSearchParams(search))).toBe('open')
})
