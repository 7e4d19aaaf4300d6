import { expect, test } from 'vitest'
import { leave } from './secret-step.ts'

test('key_10_leaving_without_copying_asks_once', () => {
  expect(leave({ copied: false, asked: false })).toBe('asks')
  expect(leave({ copied: false, asked: true })).toBe('leaves')
})

test('key_10_whoever_copied_leaves_without_a_question', () => {
  expect(leave({ copied: true, asked: false })).toBe('leaves')
})
