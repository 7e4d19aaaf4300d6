import { length } from '$lib/account'
import type { Fault } from '$lib/parts/fault'
import type { Day, KeepQueue, OpeningTime, Queue } from './wire.ts'

/** A queue as somebody types it (ROU-4, ROU-8). What is switched off meanwhile stays typed. */
export interface QueueDraft {
  name: string
  pushes: boolean
  /** The ids of the agents who belong to it. */
  members: string[]
  /** Whether people are told how many wait before them, and for about how long. */
  tellsWaiting: boolean
  /** Whether it has opening hours; without it is always open. */
  hasHours: boolean
  timeZone: string
  weekly: OpeningDraft[]
  /** One day to a line. */
  holidays: string
  closedText: string
}

/** One time of a week as it is typed: an end of midnight is that of the same day. */
export interface OpeningDraft {
  key: string
  day: Day
  from: string
  to: string
}

/** The days of the week, in the order in which they are shown. */
export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** The longest name of a queue, workstream or rule, in characters. */
export const NAME_CHARS = 128
const WORDS_CHARS = 4_096
const OPENINGS = 100

/** The draft of a queue that does not exist yet. */
export function newQueue(timeZone: string): QueueDraft {
  const weekly = DAYS.slice(0, 5).map((day) => opening(day, '09:00', '17:00'))
  return { name: '', pushes: true, members: [], tellsWaiting: false, hasHours: false, timeZone, weekly, holidays: '', closedText: '' }
}

/** The draft of a queue to be changed. */
export function draftOfQueue(queue: Queue, timeZone: string): QueueDraft {
  const empty = newQueue(timeZone)
  const hours = queue.hours ?? null
  return {
    name: queue.name,
    pushes: queue.pushes,
    members: queue.members.map(({ id }) => id),
    tellsWaiting: queue.tells_waiting,
    hasHours: hours !== null,
    timeZone: hours?.time_zone ?? timeZone,
    weekly: hours ? hours.weekly.map(({ day, from, to }) => opening(day, from, to === '24:00' ? '00:00' : to)) : empty.weekly,
    holidays: hours?.holidays.join('\n') ?? '',
    closedText: queue.closed_text ?? '',
  }
}

/** A time of a week. */
export function opening(day: Day, from: string, to: string): OpeningDraft {
  return { key: crypto.randomUUID(), day, from, to }
}

/** The time to begin with when another is added: the day after the last one, at the same hours. */
export function nextOpening(weekly: readonly OpeningDraft[]): OpeningDraft {
  const last = weekly.at(-1)
  if (!last) return opening('monday', '09:00', '17:00')
  return opening(DAYS[(DAYS.indexOf(last.day) + 1) % DAYS.length] ?? 'monday', last.from, last.to)
}

/** The id of a time's field. */
export function openingField({ key }: OpeningDraft): string {
  return `opening-${key}`
}

/** What the server would refuse of a draft, in the order of the fields. */
export function queueFaults(draft: QueueDraft): Fault[] {
  const faults = nameFaults('queue-name', draft.name)
  if (draft.hasHours) {
    for (const [at, one] of draft.weekly.entries()) {
      if (!isTime(one.from) || !isTime(one.to)) faults.push({ field: openingField(one), key: 'fault.time_missing' })
      else if (one.from >= endOf(one)) faults.push({ field: openingField(one), key: 'fault.time_order' })
      else if (at >= OPENINGS) faults.push({ field: openingField(one), key: 'fault.too_many_times', values: { count: OPENINGS } })
    }
    const days = linesOf(draft.holidays)
    const wrong = days.find((day) => !isDay(day))
    if (wrong !== undefined) faults.push({ field: 'queue-holidays', key: 'fault.holiday_invalid', values: { day: wrong } })
    else if (days.length > OPENINGS) faults.push({ field: 'queue-holidays', key: 'fault.too_many_times', values: { count: OPENINGS } })
    if (length(draft.closedText.trim()) > WORDS_CHARS) {
      faults.push({ field: 'queue-closed', key: 'fault.too_long', values: { count: WORDS_CHARS } })
    }
  }
  return faults
}

/** What is wrong with a name of at most 128 characters. */
export function nameFaults(field: string, name: string): Fault[] {
  if (name.trim() === '') return [{ field, key: 'fault.name_missing' }]
  return length(name.trim()) > NAME_CHARS ? [{ field, key: 'fault.too_long', values: { count: NAME_CHARS } }] : []
}

/** What the server is told of a draft without faults. */
export function bodyOfQueue(draft: QueueDraft): KeepQueue {
  const weekly = draft.weekly.map((one): OpeningTime => ({ day: one.day, from: one.from, to: endOf(one) }))
  return {
    name: draft.name.trim(),
    pushes: draft.pushes,
    members: draft.members,
    tells_waiting: draft.tellsWaiting,
    hours: draft.hasHours ? { time_zone: draft.timeZone, weekly, holidays: linesOf(draft.holidays) } : null,
    closed_text: (draft.hasHours && draft.closedText.trim()) || null,
  }
}

/** The lines of a text that hold something. */
export function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
}

const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** Browsers write midnight as 00:00; where something ends it is the end of the day. */
const endOf = ({ to }: OpeningDraft) => (to === '00:00' ? '24:00' : to)

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
