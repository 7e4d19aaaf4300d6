/** One at a time, among all tabs of the device where the browser can do that, and in this tab everywhere. */

/** Runs something while nobody else holds the lock of that name. */
export type Hold = <Result>(name: 'session' | 'outbox', work: () => Promise<Result>) => Promise<Result>

/** Locks that all tabs with this channel share. */
export function sharedLocks(locks: LockManager, channel: string): Hold {
  return async (name, work) => await locks.request(`bonafide.${channel}.${name}`, work)
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
