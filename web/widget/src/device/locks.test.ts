import { describe, expect, it } from 'vitest'
import { ownLocks, sharedLocks } from './locks.ts'

/** A lock manager that grants everything at once, or nothing. */
const granting = { request: async (_name: string, work: () => unknown) => await work() } as unknown as LockManager
const denying = { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) } as unknown as LockManager

describe('a lock', () => {
  it('lets one in after the other', async () => {
    const done: string[] = []
    const hold = ownLocks()
    const first = hold('outbox', async () => {
      await Promise.resolve()
      done.push('first')
    })
    await Promise.all([first, hold('outbox', async () => void done.push('second'))])
    expect(done).toEqual(['first', 'second'])
  })

  it('that failed lets the next one in', async () => {
    const hold = ownLocks()
    await expect(hold('outbox', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await hold('outbox', async () => 'in')).toBe('in')
  })

  it('that the browser denies is this tab\'s own', async () => {
    expect(await sharedLocks(denying, 'c0ffee')('session', async () => 'in')).toBe('in')
  })

  it('does not repeat work that failed while it was held', async () => {
    let times = 0
    const fails = async () => {
      times += 1
      throw new Error('no')
    }
    await expect(sharedLocks(granting, 'c0ffee')('session', fails)).rejects.toThrow('no')
    expect(times).toBe(1)
  })
})
