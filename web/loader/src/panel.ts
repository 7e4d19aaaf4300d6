import { element } from './element.ts'

/** The panel with the messenger's iframe. */
export interface Panel {
  readonly place: HTMLElement
  /** Makes the iframe, if it is not there yet. It stays where it is: moved, it would begin anew. */
  load(): void
  /** Shows or hides it. A hidden panel takes neither focus nor clicks. */
  draw(open: boolean): void
  /**
   * Gives the messenger the focus, as soon as it has loaded: until then the iframe holds an empty page, and the focus that
   * is given to that one may never reach the messenger that takes its place.
   */
  focus(): void
}

/** What the panel needs to know. */
export interface Source {
  /** The messenger's address. */
  url: string
  /** What the panel is called by. */
  title: string
  /** The iframe was made. */
  began(): void
  /** The iframe has loaded, perhaps not for the first time. */
  loaded(frame: Window): void
}

/** A closed panel without an iframe. */
export function createPanel({ url, title, began, loaded }: Source): Panel {
  const place = element('div', { class: 'panel', inert: '' })
  let frame: HTMLIFrameElement | undefined
  let isLoaded = false
  let isFocusDue = false

  const focus = () => {
    isFocusDue = !isLoaded
    if (isLoaded) frame?.focus()
  }

  return {
    place,
    load() {
      if (frame) return
      frame = element('iframe', { title, src: url, allow: '', referrerpolicy: 'strict-origin' })
      frame.addEventListener('load', () => {
        isLoaded = true
        if (frame?.contentWindow) loaded(frame.contentWindow)
        if (isFocusDue) focus()
      })
      place.append(frame)
      began()
    },
    draw(open) {
      place.inert = !open
      isFocusDue &&= open
      place.classList.toggle('open', open)
    },
    focus,
  }
}
