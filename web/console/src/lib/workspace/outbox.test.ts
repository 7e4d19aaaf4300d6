import { expect, test } from 'vitest'
import { inState, outgoing, unseen, without } from './outbox.ts'
import { answered } from './sample.ts'

const now = new Date('2026-11-22T14:00:00.000Z')
const one = outgoing('On its way.', 'all', answered(4).id, now)

test('what is sent has an id of its own that every attempt repeats', () => {
  expect(one).toMatchObject({ state: 'sending', at: '2026-11-22T14:00:00.000Z' })
  expect(one.clientId).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
  expect(outgoing('On its way.', 'all', '', now).clientId).not.toBe(one.clientId)
  expect(inState([one], one.clientId, 'failed')).toEqual([{ ...one, state: 'failed' }])
  expect(inState([one], 'another', 'failed')).toEqual([one])
  expect(without([one], one.clientId)).toEqual([])
})

test('its own event, heard before the answer, stands for it', () => {
  expect(unseen([one], [answered(5, { text: 'On its way.' })], 'noor')).toEqual([])
})

test.each([
  ['an older message', answered(3, { text: 'On its way.' })],
  ['other words', answered(5, { text: 'Something else' })],
  ['a note', answered(5, { text: 'On its way.', visibility: 'agents' })],
  ['a colleague', answered(5, { text: 'On its way.', author: { kind: 'agent', id: 'ines', name: 'Ines' } })],
  ['a user', answered(5, { text: 'On its way.', author: { kind: 'user', id: 'noor', name: 'Noor' } })],
])('%s does not', (_, message) => expect(unseen([one], [message], 'noor')).toEqual([one]))

test('what failed is shown until it is sent', () => {
  const failed = inState([one], one.clientId, 'failed')
  expect(unseen(failed, [answered(5, { text: 'On its way.' })], 'noor')).toEqual(failed)
})
