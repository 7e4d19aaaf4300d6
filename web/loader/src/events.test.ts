import { afterEach, expect, it, vi } from 'vitest'
import { createEvents, panelEvent } from './events.ts'

afterEach(() => void vi.useRealTimers())

it('tells who asked, in order, until they stop', () => {
  const events = createEvents()
  const heard: unknown[] = []
  const stop = events.on('unreadMessages', (count) => heard.push(['first', count]))
  events.on('unreadMessages', (count) => heard.push(['second', count]))
  events.on('login', () => heard.push('login'))
  events.emit('unreadMessages', 1)
  stop()
  stop()
  events.emit('unreadMessages', 2)
  expect(heard).toEqual([['first', 1], ['second', 1], ['second', 2]])
})

it('a callback that asks twice is told twice, and stopping one leaves the other', () => {
  const events = createEvents()
  const callback = vi.fn()
  const stop = events.on('login', callback)
  events.on('login', callback)
  stop()
  events.emit('login')
  expect(callback).toHaveBeenCalledOnce()
})

it('a callback that throws keeps nobody else from being told', () => {
  vi.useFakeTimers()
  const events = createEvents()
  const next = vi.fn()
  events.on('login', () => {
    throw new Error('the page’s own')
  })
  events.on('login', next)
  events.emit('login')
  expect(next).toHaveBeenCalledOnce()
  expect(() => vi.runAllTimers()).toThrow('the page’s own')
})

it('open and close give an id of their own, the time and the type', () => {
  const [one, other] = [panelEvent('messagingOpened'), panelEvent('messagingOpened')]
  expect(one.id).toMatch(/^[0-9a-f]{32}$/)
  expect(other.id).not.toBe(one.id)
  expect(Math.abs(Date.now() - one.createdAt)).toBeLessThan(60_000)
  expect(one.type).toBe('messagingOpened')
})
