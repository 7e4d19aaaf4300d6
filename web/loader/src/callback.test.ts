import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { callPage } from './callback.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('says whether the call went well', () => {
  expect(callPage(() => {})).toBe(true)
})

it('throws again later what the page threw, where the page sees it', () => {
  const wentWell = callPage(() => {
    throw new Error('the page’s own')
  })
  expect(wentWell).toBe(false)
  expect(() => vi.runAllTimers()).toThrow('the page’s own')
})
