import { describe, expect, it, test } from 'vitest'
import { atMostEvery, isStale, untilStale } from './pace.ts'
import { person } from './sample.ts'

test('what is asked for too often is done once, later', () => {
  let [time, done] = [0, 0]
  const planned: [() => void, number][] = []
  const ask = atMostEvery(1000, () => done++, (what, pause) => void planned.push([what, pause]), () => time)
  ask()
  expect(done).toBe(1)
  time = 400
  for (let asked = 0; asked < 10; asked++) ask()
  expect([done, planned.length, planned[0]?.[1]]).toEqual([1, 1, 600])
  time = 1000
  planned[0]?.[0]()
  expect(done).toBe(2)
  time = 2100
  ask()
  expect(done).toBe(3)
})

describe('marks are read again', () => {
  const now = Date.parse('2026-11-22T14:00:00.000Z')
  const until = (seconds: number, mark = 'verified_now') =>
    person({ mark, signed_in_until: new Date(now + seconds * 1000).toISOString() })

  it.each([
    ['after half a minute', [], 30_000],
    ['after half a minute also where sessions last longer', [until(3600)], 30_000],
    ['when the first session ends', [until(3600), until(5)], 6000],
    ['soon where one should have ended', [until(-60)], 1000],
    ['not for sessions that are over', [until(5, 'session_expired')], 30_000],
  ])('%s', (_, people, pause) => expect(untilStale(people, now)).toBe(pause))
})

test('the last word on a person counts for a minute and a half', () => {
  expect([isStale(0, 90_000), isStale(0, 90_001)]).toEqual([false, true])
})
