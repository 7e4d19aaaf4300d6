import type { LoaderSettings } from '@bonafide/shared/frame'
import { createFace, type Face } from './calls.ts'
import { warn } from './console.ts'
import { createEvents } from './events.ts'
import { hostOf } from './host.ts'
import { install, isThere } from './install.ts'
import { createLauncher } from './launcher.ts'
import { createLink } from './link.ts'
import { followLook } from './look.ts'
import { createMessenger } from './messenger.ts'
import { createOlder, type FaceFile } from './older.ts'
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
  install(window, assemble(settings, origin))
}

/** Makes the parts and ties them together. */
function assemble(settings: LoaderSettings, origin: string): Face {
  const { key, name, color } = settings
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
  // Not by a script element, whose address pages may let nobody set (Trusted Types).
  const bring = (file: string) => import(/* @vite-ignore */ `${origin}/faces/${file}.js`) as Promise<FaceFile>
  return createFace(messenger, stage.setZIndex, createOlder(window, messenger, settings, bring))
}
