import type { LoaderSettings } from '@bonafide/shared/frame'
import type { Face } from './calls.ts'
import { warn } from './console.ts'
import { OMNICHANNEL } from './host.ts'
import type { Messenger } from './messenger.ts'

/** What pages of the systems replaced call, and what few channels need: files of their own, for pages that do. */
export type FaceName = 'chat' | 'omnichannel' | 'sign-in'

/** What such a file gives. */
export interface FaceFile {
  /** Puts on the page what it calls, and carries out what its stub has collected. Answers calls of `zE`. */
  begin(page: Window, messenger: Messenger, settings: LoaderSettings): Face
}

/** What of the page says that it is one of those. */
export type OlderPage = Window & { $zopim?: unknown; zESettings?: { webWidget?: unknown } | null }

/**
 * Brings in the files that the page needs, now or at the first call that one is for. What is called before the file is
 * there waits, and is carried out in order.
 */
export function createOlder(
  page: OlderPage,
  messenger: Messenger,
  settings: LoaderSettings,
  bring: (name: FaceName) => Promise<FaceFile>,
): Face {
  const waiting: unknown[][] = []
  let chat: Face | undefined
  let isWanted = false

  const begin = (name: FaceName, began: (face: Face) => void) => {
    bring(name).then(
      (file) => began(file.begin(page, messenger, settings)),
      () => warn(`what this page needs of ${name} could not be loaded.`),
    )
  }
  const wantChat = () => {
    if (isWanted) return
    isWanted = true
    begin('chat', (face) => {
      // What is called by one of these comes after the others.
      for (let call = waiting.shift(); call; call = waiting.shift()) face(...call)
      chat = face
    })
  }

  if (typeof page.$zopim === 'function' || page.zESettings?.webWidget) wantChat()
  if (page.document.getElementById(OMNICHANNEL)) begin('omnichannel', () => {})
  if (settings.sign_in_page) begin('sign-in', () => {})
  return (...call) => {
    if (chat) return chat(...call)
    waiting.push(call)
    wantChat()
  }
}
