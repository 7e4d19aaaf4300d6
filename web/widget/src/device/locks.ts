/** One at a time, among all tabs of the device where the browser can do that, and in this tab everywhere. */

/** Runs something while nobody else holds the lock of that name. */
export type Hold = <Result>(name: 'session' | 'outbox', work: () => Promise<Result>) => Promise<Result>

/**
 * Locks that all tabs with this channel share. A browser may deny them to a frame whose storage it denies; they are
 * then this tab's alone, as its storage is.
 */
export function sharedLocks(locks: Pick<LockManager, 'request'>, channel: string): Hold {
  const own = ownLocks()
  return async (name, work) => {
    let isGranted = false
    try {
      return await locks.request(`bonafide.${channel}.${name}`, () => {
        isGranted = true
        return work()
      })
    } catch (error) {
      if (isGranted) throw error
      return own(name, work)
    }
  }
}

/** Locks of this tab alone. */
export function ownLocks(): Hold {
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work)
    last.set(name, turn.catch(() => undefined))
    return turn
  }
}
