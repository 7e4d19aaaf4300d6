import { expect, it, vi } from 'vitest'
import { createAnswers } from './answers.ts'

it('each call hears its own outcome, once', () => {
  const answers = createAnswers()
  const [first, second] = [vi.fn(), vi.fn()]
  const [one, other] = [answers.expect('SendFailedError', first), answers.expect('ResetFailedError', second)]
  answers.done(other)
  answers.failed(one, 'The message is too long.')
  answers.done(one)
  expect(first.mock.calls).toEqual([[{ type: 'SendFailedError', message: 'The message is too long.' }]])
  expect(second.mock.calls).toEqual([[null]])
})

it('a failure that nobody waits for is said in the console', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const answers = createAnswers()
  answers.failed(answers.expect('SendFailedError', undefined), 'The message is too long.')
  answers.done(answers.expect('SendFailedError', undefined))
  expect(warn.mock.calls).toEqual([['Bonafide: The message is too long.']])
})
