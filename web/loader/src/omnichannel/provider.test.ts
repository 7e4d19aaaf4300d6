import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { asking, PATIENCE } from './provider.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const GOOD = [['eyJ.a.b'], []]

/** What the login and the page hear of one call of this provider, in time and in all. */
async function heard(provider: (callback: (token: unknown) => void) => unknown) {
  const [answers, faults]: unknown[][] = [[], []]
  asking(provider, (fault) => faults?.push(fault))((token) => answers?.push(token))
  await vi.advanceTimersByTimeAsync(PATIENCE)
  return [answers, faults]
}

it('omn_9_a_token_that_comes_in_time_is_taken_once', async () => {
  expect(await heard((callback) => callback('eyJ.a.b'))).toEqual(GOOD)
  expect(await heard((callback) => void setTimeout(() => callback('eyJ.a.b'), PATIENCE - 1))).toEqual(GOOD)
  expect(await heard((callback) => ['eyJ.a.b', 'second', null].forEach(callback))).toEqual(GOOD)
})

it('omn_9_no_answer_within_ten_seconds_is_a_time_out', async () => {
  expect(PATIENCE).toBe(10_000)
  expect(await heard(() => {})).toEqual([[null], ['provider_timed_out']])
  expect(await heard((callback) => void setTimeout(() => callback('late'), PATIENCE + 1))).toEqual([[null], ['provider_timed_out']])
})

it.each([undefined, null, ''])('omn_9_an_answer_of_%j_is_no_token', async (nothing) => {
  expect(await heard((callback) => callback(nothing))).toEqual([[null], ['token_missing']])
})

it.each([7, {}, true])('omn_8_an_answer_of_%j_is_no_token_that_counts', async (odd) => {
  expect(await heard((callback) => callback(odd))).toEqual([[odd], ['token_refused']])
})

it('omn_9_a_thrown_error_is_a_failed_provider_and_the_page_sees_it', async () => {
  const [answers, faults]: unknown[][] = [[], []]
  const throws = () => {
    throw new Error('of the page')
  }
  asking(throws, (fault) => faults?.push(fault))((token) => answers?.push(token))
  expect([answers, faults]).toEqual([[null], ['provider_failed']])
  expect(() => vi.runAllTimers()).toThrow('of the page')
})
