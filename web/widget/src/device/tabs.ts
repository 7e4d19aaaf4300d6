/** Tells the other tabs of this device that something they share has changed; they read it again. */

/** What changed. */
export type Changed = 'session' | 'logged_out' | 'outbox' | 'seen' | 'earlier'

/** What tabs say to each other. No content travels, only where to look. */
export interface Tabs {
  tell(changed: Changed): void
  hear(listener: (changed: Changed) => void): void
}

const ALL: readonly unknown[] = ['session', 'logged_out', 'outbox', 'seen', 'earlier'] satisfies Changed[]

/** Speaks to the tabs that show the same channel under the same site. */
export function tabsOf(channel: string): Tabs {
  if (typeof BroadcastChannel === 'undefined') return ALONE
  const air = new BroadcastChannel(`bonafide.${channel}`)
  return {
    tell: (changed) => air.postMessage(changed),
    hear: (listener) => air.addEventListener('message', ({ data }) => {
      if (isChanged(data)) listener(data)
    }),
  }
}

/** For a browser that cannot speak to other tabs. */
export const ALONE: Tabs = { tell: () => undefined, hear: () => undefined }

function isChanged(data: unknown): data is Changed {
  return ALL.includes(data)
}
