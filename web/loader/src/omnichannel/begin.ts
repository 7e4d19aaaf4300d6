import type { LoaderSettings } from '@bonafide/shared/frame'
import type { Face } from '../calls.ts'
import { callPage } from '../callback.ts'
import { OMNICHANNEL } from '../host.ts'
import type { Messenger } from '../messenger.ts'
import { whenComplete } from '../when.ts'
import { named } from './named.ts'
import { createSdk } from './sdk.ts'

/** Where pages find it, below `window`. */
const PLACE = ['Microsoft', 'Omnichannel', 'LiveChatWidget']

/** Puts the SDK on the page, and says `lcw:ready` when the page's own scripts have had their turn. */
export function begin(page: Window, messenger: Messenger, { client_function, takes_context: takesContext = false }: LoaderSettings): Face {
  const tag = page.document.getElementById(OMNICHANNEL)
  const raise = (name: string, detail?: object) => {
    callPage(() => page.dispatchEvent(new CustomEvent(`lcw:${name}`, { detail })))
  }
  const proof = { named: client_function ? named(page, client_function) : null, takesContext }
  const SDK = createSdk(messenger, raise, tag?.dataset['hideChatButton'] !== 'true', proof)
  const place = PLACE.reduce<object>((parent, name) => {
    const child: unknown = Reflect.get(parent, name)
    const own = typeof child === 'object' && child !== null ? child : {}
    Reflect.set(parent, name, own)
    return own
  }, page)
  Reflect.set(place, 'SDK', SDK)
  whenComplete(() => raise('ready'))
  return () => {}
}
