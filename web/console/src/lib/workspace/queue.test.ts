import { expect, test } from 'vitest'
import { arrived, EMPTY, extended, neighbour, released, waiting } from './queue.ts'
import { line, person } from './sample.ts'

const ids = (lines: readonly { id: string }[]) => lines.map(({ id }) => id).join('')
const abc = { lines: [line('a'), line('b'), line('c')], held: null }

test('what is read is drawn at once', () => {
  expect(arrived(abc, [line('c'), line('a')], false)).toEqual({ lines: [line('c'), line('a')], held: null })
})

test('a first page is drawn even under the pointer', () => {
  expect(ids(arrived(EMPTY, [line('a')], true).lines)).toBe('a')
})

test('rows never move under the pointer: new ones wait and others keep their place', () => {
  const pinned = arrived(abc, [line('n'), line('c'), line('a'), line('b')], true)
  expect(ids(pinned.lines)).toBe('abc')
  expect(waiting(pinned)).toBe(1)
  expect(ids(released(pinned).lines)).toBe('ncab')
})

test('a row that stays in its place says what is true now', () => {
  const pinned = arrived(abc, [line('b', { requester: person({ mark: 'verified_now' }) }), line('a'), line('c')], true)
  expect(pinned.lines.map(({ requester }) => requester.mark)).toEqual(['not_verified', 'verified_now', 'not_verified'])
  expect(waiting(pinned)).toBe(0)
})

test('nothing waits where nothing would move', () => {
  expect(arrived(abc, [line('a'), line('b'), line('c')], true).held).toBeNull()
})

test('a row that is gone waits to be taken away', () => {
  const pinned = arrived(abc, [line('a'), line('c')], true)
  expect([ids(pinned.lines), ids(pinned.held ?? []), waiting(pinned)]).toEqual(['abc', 'ac', 0])
})

test('a further page goes below, and nobody stands there twice', () => {
  expect(ids(extended(abc, [line('c'), line('d')]).lines)).toBe('abcd')
  expect(ids(extended({ lines: [line('a')], held: [line('n'), line('a')] }, [line('d')]).held ?? [])).toBe('nad')
})

test('the next row and the one before; the first where none is chosen; none beyond the ends', () => {
  const { lines } = abc
  expect(neighbour(lines, 'of-b', 1)?.id).toBe('c')
  expect(neighbour(lines, 'of-b', -1)?.id).toBe('a')
  expect(neighbour(lines, null, 1)?.id).toBe('a')
  expect(neighbour(lines, 'of-c', 1)).toBeNull()
  expect(neighbour([], 'of-c', 1)).toBeNull()
})
