import { createButton } from '../button.ts'
import type { Face } from '../calls.ts'
import type { Messenger } from '../messenger.ts'
import { createProfile } from './profile.ts'
import { createVisit } from './visit.ts'
import { createWebWidget } from './web-widget.ts'
import { createChatFace, installChat } from './zopim.ts'

/** Puts the older chat's two functions on the page. */
export function begin(page: Window, messenger: Messenger): Face {
  const visit = createVisit(messenger)
  const parts = { messenger, visit, profile: createProfile(messenger, visit), button: createButton(messenger) }
  const { call, settings } = createWebWidget(parts)
  settings(Reflect.get(page, 'zESettings'))
  installChat(page, createChatFace(parts))
  return call
}
