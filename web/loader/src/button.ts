import type { Messenger } from './messenger.ts'

/** The launcher of pages that have a button of their own: hidden, it stays away while the panel is closed. */
export interface Button {
  hide(): void
  show(): void
  /** Opens the panel, wherever the launcher is. */
  open(): void
  toggle(): void
}

/** A launcher that is shown. */
export function createButton({ screen, events }: Pick<Messenger, 'screen' | 'events'>): Button {
  let isHidden = false
  events.on('close', () => {
    if (isHidden) screen.hide(true)
  })
  const open = () => {
    screen.hide(false)
    screen.open()
  }
  return {
    hide() {
      isHidden = true
      if (!screen.view.open) screen.hide(true)
    },
    show() {
      isHidden = false
      screen.hide(false)
    },
    open,
    toggle: () => (screen.view.open ? screen.close() : open()),
  }
}
