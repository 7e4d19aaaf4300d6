import { expect, test } from 'vitest'
import { isDone, STEPS, stepToShow, type Facts } from './steps.ts'

const NOTHING: Facts = { channels: 0, keys: 0, seen: false, attempted: false, accepted: false, people: 1 }
const done = (facts: Partial<Facts>) => STEPS.filter((step) => isDone(step, { ...NOTHING, ...facts }))
const shown = (asked: string | null, facts: Partial<Facts>) => stepToShow(asked, { ...NOTHING, ...facts })

test('an_empty_installation_begins_with_the_channel', () => {
  expect(done({})).toEqual([])
  expect(shown(null, {})).toBe('channel')
})

test('what_is_there_says_how_far_somebody_came', () => {
  expect(shown(null, { channels: 1 })).toBe('snippet')
  expect(shown(null, { channels: 1, seen: true })).toBe('key')
  expect(shown(null, { channels: 1, keys: 1 })).toBe('token')
  expect(shown(null, { channels: 1, keys: 1, attempted: true })).toBe('token')
  expect(shown(null, { channels: 1, keys: 1, attempted: true, accepted: true })).toBe('team')
  expect(shown(null, { channels: 1, keys: 1, attempted: true, accepted: true, people: 2 })).toBe('team')
})

test('a_deleted_key_leads_back_to_making_one', () => {
  expect(shown(null, { channels: 1, attempted: true, accepted: true })).toBe('key')
})

test('a_step_that_can_be_taken_is_shown_when_asked_for', () => {
  expect(shown('channel', { channels: 1, keys: 1 })).toBe('channel')
  expect(shown('key', { channels: 1 })).toBe('key')
  expect(shown('team', {})).toBe('team')
})

test('a_step_that_needs_another_is_not_shown_before_it', () => {
  expect(shown('snippet', {})).toBe('channel')
  expect(shown('token', { channels: 1 })).toBe('snippet')
  expect(shown('constructor', {})).toBe('channel')
})
