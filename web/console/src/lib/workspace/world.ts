import { current } from '$lib/session'
import type { Wire, World } from './socket.ts'

/** The browser as the socket sees it. */
export function browserWorld(): World {
  return {
    open: () => {
      const url = new URL('/agent/v1/socket', location.href)
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
      // A WebSocket has all that is asked of a wire; its handlers only say more about their events.
      return new WebSocket(url) as unknown as Wire
    },
    session: () => current()?.token ?? null,
    later: (what, milliseconds) => {
      const timer = setTimeout(what, milliseconds)
      return () => clearTimeout(timer)
    },
    random: Math.random,
  }
}
