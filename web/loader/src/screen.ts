import type { ToMessenger } from '@bonafide/shared/frame'
import { panelEvent, type Events } from './events.ts'

/** What there is to see on the page. */
export interface View {
  /** Whether the panel is on screen. */
  open: boolean
  /** Whether the page has hidden everything. */
  hidden: boolean
  /** How many messages are unread. */
  unread: number
  /** The language that the page has chosen; without one the browser's counts. */
  locale: string | undefined
}

/** The messenger's place on the page. */
export interface Stage {
  /** Shows this. The focus follows the panel: into it when it opens, out of it when it closes. */
  draw(view: View): void
  /** Brings in the messenger's iframe, if it is not there yet. */
  summon(): void
  /** Takes everything off the page. */
  dismiss(): void
  /** Whether the panel fills the screen. */
  isPhone(): boolean
}

/** What of the messenger is on screen: the page and the person change it. */
export interface Screen {
  /** What there is to see now. */
  readonly view: Readonly<View>
  open(): void
  close(): void
  toggle(): void
  /** Shows nothing at all, or again what was. */
  hide(hidden: boolean): void
  countUnread(count: number): void
  /** Speaks this language. */
  speak(locale: string): void
  /** The window has another size: the panel may fill the screen now, or no longer. */
  reshape(): void
  /** Closes, and takes everything off the page for good. */
  goAway(): void
  /** What the messenger is told of it. */
  shown(): ToMessenger
}

/** Draws a closed panel, nothing unread. `tell` says to the messenger what has changed. */
export function createScreen(stage: Stage, tell: (message: ToMessenger) => void, events: Events): Screen {
  const view: View = { open: false, hidden: false, unread: 0, locale: undefined }
  let isOpen = false
  let isGone = false

  const shown = (): ToMessenger => ({ t: 'shown', shown: view.open, phone: stage.isPhone() })

  const draw = () => {
    const before = view.open
    view.open = isOpen && !view.hidden
    if (view.open) stage.summon()
    stage.draw(view)
    if (view.open !== before) tell(shown())
  }

  draw()

  const open = () => {
    if (isOpen || isGone) return
    isOpen = true
    draw()
    events.emit('open', panelEvent('messagingOpened'))
  }

  const close = () => {
    if (!isOpen) return
    isOpen = false
    draw()
    events.emit('close', panelEvent('messagingClosed'))
  }

  return {
    view,
    open,
    close,
    shown,
    toggle: () => (isOpen ? close() : open()),
    hide(hidden) {
      view.hidden = hidden
      draw()
    },
    countUnread(count) {
      if (count === view.unread) return
      view.unread = count
      draw()
      events.emit('unreadMessages', count)
    },
    speak(locale) {
      view.locale = locale
      draw()
    },
    reshape: () => tell(shown()),
    goAway() {
      close()
      isGone = true
      stage.dismiss()
    },
  }
}
