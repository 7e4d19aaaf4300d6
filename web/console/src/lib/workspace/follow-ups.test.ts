import { expect, test } from 'vitest'
import { firstOf, mailFaults, progressOf, SUBJECT_CHARS, warningOf } from './follow-ups.ts'
import { email, followUp } from './sample.ts'

const draft = { email: 'email-1', subject: 'Your bowl', text: 'A new one is on its way.' }
const faults = (over: Partial<typeof draft>) => mailFaults('f', { ...draft, ...over }).map(({ field, key }) => [field, key])

test('a mail has a subject and a message within their limits', () => {
  expect(faults({})).toEqual([])
  expect(faults({ subject: ' ', text: '\n' })).toEqual([['f-subject', 'follow_up.subject_missing'], ['f-text', 'follow_up.text_missing']])
  expect(faults({ subject: 'ä'.repeat(SUBJECT_CHARS) })).toEqual([])
  expect(faults({ subject: 'ä'.repeat(SUBJECT_CHARS + 1) })).toEqual([['f-subject', 'fault.too_long']])
  expect(faults({ text: 'ä'.repeat(8 * 1024) })).toEqual([])
  expect(faults({ text: 'ä'.repeat(8 * 1024 + 1) })).toEqual([['f-text', 'fault.too_long']])
})

test('eml_11 no check mark passes to mail', () => {
  for (const mark of ['✅', '✓', '✔️', '☑']) expect(faults({ subject: `${mark} Verified` })).toEqual([['f-subject', 'follow_up.subject_mark']])
})

test('eml_11 a verified address is offered first', () => {
  const [added, verified] = [email(), email({ id: 'email-2', standing: 'verified' })]
  expect(firstOf([added, verified])).toBe(verified)
  expect(firstOf([added])).toBe(added)
  expect(firstOf([])).toBeUndefined()
})

test('eml_11 what the server warns of is never taken for verified', () => {
  expect(['unreliable', 'verified', 'of_another_time'].map(warningOf)).toEqual(['unreliable', 'not_verified', 'not_verified'])
})

test('eml_11 a mail is shown as sent only where the server says so', () => {
  expect(progressOf(followUp())).toEqual({ is: 'waiting' })
  const again = { is: 'again', reason: 'follow_up.why_later', at: 'later' }
  expect(progressOf(followUp({ obstacle: 'later', next_at: 'later' }))).toEqual(again)
  expect(progressOf(followUp({ state: 'sent', ended_at: 'then' }))).toEqual({ is: 'sent', at: 'then' })
  const failed = followUp({ state: 'failed', obstacle: 'refused', ended_at: 'then' })
  expect(progressOf(failed)).toEqual({ is: 'failed', reason: 'follow_up.why_refused' })
  expect(progressOf({ ...failed, obstacle: 'of another time' })).toEqual({ is: 'failed', reason: 'follow_up.why_unknown' })
  expect(progressOf(followUp({ state: 'of another time' }))).toEqual({ is: 'waiting' })
})
