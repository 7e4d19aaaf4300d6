import { expect, test } from 'vitest'
import { bodyOfQueue, draftOfQueue, linesOf, newQueue, nextOpening, opening, queueFaults } from './queue-draft.ts'
import type { Queue } from './wire.ts'

const GOOD = { ...newQueue('Europe/Zurich'), name: ' Known customers ', members: ['noor'] }
const OPEN = { ...GOOD, hasHours: true, weekly: [opening('monday', '09:00', '17:30')], holidays: '2026-12-25\n\n', closedText: ' Later. ' }

test('rou_4_a_new_queue_is_always_open_and_gives_its_tickets_out', () => {
  expect(queueFaults(GOOD)).toEqual([])
  expect(bodyOfQueue(GOOD)).toEqual({
    name: 'Known customers', pushes: true, members: ['noor'], tells_waiting: false, hours: null, closed_text: null,
  })
})

test('rou_8_opening_hours_become_what_the_server_is_told', () => {
  expect(queueFaults(OPEN)).toEqual([])
  expect(bodyOfQueue(OPEN)).toMatchObject({
    hours: { time_zone: 'Europe/Zurich', weekly: [{ day: 'monday', from: '09:00', to: '17:30' }], holidays: ['2026-12-25'] },
    closed_text: 'Later.',
  })
})

test('rou_8_a_time_that_ends_at_midnight_ends_with_its_day', () => {
  const night = { ...OPEN, weekly: [opening('friday', '18:00', '00:00')] }
  expect(queueFaults(night)).toEqual([])
  expect(bodyOfQueue(night).hours?.weekly).toEqual([{ day: 'friday', from: '18:00', to: '24:00' }])
  const queue: Queue = { id: 'q', ...bodyOfQueue(night), tells_waiting: false, members: [{ id: 'noor', name: 'Noor' }] }
  expect(bodyOfQueue(draftOfQueue(queue, 'UTC'))).toEqual(bodyOfQueue(night))
})

test('rou_4_whether_people_are_told_where_they_stand_stays_until_it_is_changed', () => {
  const telling = { ...GOOD, tellsWaiting: true }
  const queue: Queue = { id: 'q', ...bodyOfQueue(telling), tells_waiting: true, members: [] }
  expect(bodyOfQueue(draftOfQueue(queue, 'UTC')).tells_waiting).toBe(true)
  expect(bodyOfQueue({ ...draftOfQueue(queue, 'UTC'), tellsWaiting: false }).tells_waiting).toBe(false)
})

test('what is typed of hours is kept while they are switched off, and not sent', () => {
  expect(bodyOfQueue({ ...OPEN, hasHours: false })).toMatchObject({ hours: null, closed_text: null })
  expect(queueFaults({ ...OPEN, hasHours: false, holidays: 'Christmas' })).toEqual([])
})

test('another time is that of the day after', () => {
  expect(nextOpening([opening('sunday', '10:00', '12:00')])).toMatchObject({ day: 'monday', from: '10:00', to: '12:00' })
  expect(nextOpening([])).toMatchObject({ day: 'monday' })
})

test.each([
  [{ name: ' ' }, 'fault.name_missing'],
  [{ name: 'x'.repeat(129) }, 'fault.too_long'],
  [{ weekly: [opening('monday', '', '17:00')] }, 'fault.time_missing'],
  [{ weekly: [opening('monday', '17:00', '09:00')] }, 'fault.time_order'],
  [{ weekly: [opening('monday', '09:00', '09:00')] }, 'fault.time_order'],
  [{ weekly: Array.from({ length: 101 }, () => opening('monday', '09:00', '10:00')) }, 'fault.too_many_times'],
  [{ holidays: '25.12.2026' }, 'fault.holiday_invalid'],
  [{ holidays: '2026-02-30' }, 'fault.holiday_invalid'],
  [{ holidays: Array.from({ length: 101 }, () => '2026-12-25').join('\n') }, 'fault.too_many_times'],
  [{ closedText: 'x'.repeat(4_097) }, 'fault.too_long'],
])('%j is refused', (change, key) => {
  expect(queueFaults({ ...OPEN, ...change }).map((fault) => fault.key)).toEqual([key])
})

test('empty lines say nothing', () => {
  expect(linesOf(' a \n\n b')).toEqual(['a', 'b'])
})
