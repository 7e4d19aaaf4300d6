import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { poll } from './poll.ts'

const page = Object.assign(new EventTarget(), { hidden: false })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', page)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function turn(hidden: boolean): void {
  page.hidden = hidden
  page.dispatchEvent(new Event('visibilitychange'))
}

test('it_looks_at_once_and_every_second_until_it_is_ended', async () => {
  const look = vi.fn(async () => {})
  const end = poll(look)
  await vi.advanceTimersByTimeAsync(2500)
  expect(look).toHaveBeenCalledTimes(3)
  end()
  await vi.advanceTimersByTimeAsync(5000)
  expect(look).toHaveBeenCalledTimes(3)
})

test('it_rests_while_the_page_is_hidden_and_looks_at_once_when_it_is_back', async () => {
  const look = vi.fn(async () => {})
  const end = poll(look)
  turn(true)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(look).toHaveBeenCalledTimes(1)
  turn(false)
  expect(look).toHaveBeenCalledTimes(2)
  end()
})

test('it_waits_for_a_slow_answer_before_it_looks_again', async () => {
  const answers: (() => void)[] = []
  const end = poll(() => new Promise((resolve) => answers.push(resolve)))
  await vi.advanceTimersByTimeAsync(5000)
  turn(false)
  expect(answers).toHaveLength(1)
  answers[0]?.()
  await vi.advanceTimersByTimeAsync(1000)
  expect(answers).toHaveLength(2)
  end()
})
