import { expect, it, vi } from 'vitest'
import { words } from './words.ts'

const NOON = Date.parse('2026-11-20T12:00:00')
const at = (day: string) => new Date(`${day}T09:05:00`).toISOString()
const now = () => NOON

it.each([
  ['en-GB', 'Today'],
  ['de-AT', 'Heute'],
  ['es-MX', 'Hoy'],
  ['fr-CA', 'Aujourd’hui'],
  ['it', 'Oggi'],
  ['nl', 'Today'],
])('the messenger speaks to a reader of %s', async (tag, today) => {
  const said = await words(tag, now)
  expect(said.day(at('2026-11-20'))).toBe(today)
})

it('times are as the reader’s region has them, in the language of the texts', async () => {
  expect((await words('en-US', now)).time(at('2026-11-20'))).toMatch(/^09:05.AM$/)
  expect((await words('fr-CH', now)).day(at('2026-11-02'))).toBe('lundi 2 novembre')
  // Where a language has no texts, days are not in that language either.
  expect((await words('nl', now)).day(at('2026-11-02'))).toMatch(/^Monday/)
})

it('a language that cannot be fetched leaves English', async () => {
  vi.doMock('./locales/it/messenger.json', () => {
    throw new Error('no network')
  })
  vi.resetModules()
  const again = await import('./words.ts')
  expect((await again.words('it', now)).language).toBe('en')
  vi.doUnmock('./locales/it/messenger.json')
})
