import type { LoaderSettings } from '@bonafide/shared/frame'
import { createFace, type Face } from './calls.ts'
import { createChatFace, installChat, type ChatFace } from './chat.ts'
import { warn } from './console.ts'
import { createEvents } from './events.ts'
import { hostOf } from './host.ts'
import { install, isThere } from './install.ts'
import { createLauncher } from './launcher.ts'
import { createLink } from './link.ts'
import { followLook } from './look.ts'
import { createMessenger } from './messenger.ts'
import { createPanel } from './panel.ts'
import { createStage } from './stage.ts'
import { whenComplete, whenIdle } from './when.ts'

/** The channel's settings: the server writes them in place of this name when it serves the loader. */
declare const __BONAFIDE_SETTINGS__: LoaderSettings

start(__BONAFIDE_SETTINGS__, hostOf(document))

/** Puts the messenger on the page, once. */
function start(settings: LoaderSettings, origin: string | undefined): void {
  if (isThere(window)) return warn('this page includes the messenger twice; the second one does nothing.')
  if (!origin) return warn('where this script came from cannot be told: give its script element the id "ze-snippet".')
  const { face, chat } = assemble(settings, origin)
  install(window, face)
  installChat(window, chat)
}

/** Makes the parts and ties them together. */
function assemble({ key, name, color }: LoaderSettings, origin: string): { face: Face; chat: ChatFace } {
  const url = `${origin}/messenger?key=${encodeURIComponent(key)}`
  const link = createLink({
    key,
    origin,
    hear: (message) => messenger.hear(message),
    standing: () => messenger.standing(),
  })
  const panel = createPanel({ url, title: name, began: link.expect, loaded: link.greet })
  const launcher = createLauncher(name, () => messenger.screen.toggle())
  const stage = createStage(color, launcher, panel, () => messenger.screen.reshape())
  const messenger = createMessenger(stage, link, createEvents())

  whenComplete(() => {
    followLook((look) => {
      stage.dress(look)
      messenger.set({ t: 'scheme', scheme: look.scheme })
    })
    stage.mount()
  })
  // Somebody who was here before sees what is unread; to make the iframe creates nothing on the server.
  whenIdle(() => stage.summon())
  return { face: createFace(messenger, stage.setZIndex), chat: createChatFace(messenger) }
}
