import { brand, INK } from '@bonafide/shared/color'
import { element } from './element.ts'
import type { Launcher } from './launcher.ts'
import type { Look } from './look.ts'
import type { Panel } from './panel.ts'
import type { Stage } from './screen.ts'
import css from './style.css?inline'

/** Our ink on dark pages. */
const LIGHT_INK = '#e7e9f3'

/** Where the panel fills the screen: no room beside it, or none above the launcher. */
const PHONE = 'not all and (min-width: 700px) and (min-height: 500px)'

/** A stage that the rest of the loader can dress. */
export interface DressedStage extends Stage {
  /** Puts everything into the document, which must be complete. What was summoned before is loaded now. */
  mount(): void
  dress(look: Look): void
  setZIndex(zIndex: number): void
}

/**
 * Launcher and panel in a closed shadow root, which the page's styles and scripts cannot reach into. The style is a
 * constructed sheet and everything changing is set property by property: neither is stopped by a page's `style-src`.
 */
export function createStage(
  color: string | null,
  launcher: Launcher,
  panel: Panel,
  reshaped: () => void,
): DressedStage {
  const root = element('div', { class: 'root' }, panel.place, launcher.button)
  const host = element('bonafide-messenger' as 'div', {})
  const shadow = closedRoot(host, root)
  const phone = matchMedia(PHONE)
  const shape = () => root.classList.toggle('phone', phone.matches)
  shape()
  phone.addEventListener('change', () => {
    shape()
    reshaped()
  })
  keepAboveKeyboard(root)

  let isSummoned = false
  let isOpen = false
  return {
    mount() {
      // Beside the body, not in it: some pages exchange their body when they go to another one.
      document.documentElement.append(host)
      if (isSummoned) panel.load()
    },
    summon() {
      isSummoned = true
      if (host.isConnected) panel.load()
    },
    draw(view) {
      const wasInside = shadow.activeElement?.tagName === 'IFRAME'
      root.classList.toggle('hidden', view.hidden)
      launcher.draw(view)
      panel.draw(view.open)
      if (view.open && !isOpen) panel.focus()
      if (!view.open && wasInside) launcher.button.focus()
      isOpen = view.open
    },
    dismiss: () => host.remove(),
    isPhone: () => phone.matches,
    dress({ scheme, direction }) {
      const { fill, text } = brand(color ?? (scheme === 'dark' ? LIGHT_INK : INK))
      root.classList.toggle('dark', scheme === 'dark')
      root.dir = direction
      root.style.setProperty('--brand', fill)
      root.style.setProperty('--on-brand', text)
    },
    setZIndex(zIndex) {
      root.style.zIndex = String(zIndex)
    },
  }
}

/** The host's shadow root with our style and this in it. */
function closedRoot(host: HTMLElement, root: HTMLElement): ShadowRoot {
  const shadow = host.attachShadow({ mode: 'closed' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  shadow.adoptedStyleSheets = [sheet]
  shadow.append(root)
  return shadow
}

/** A phone's keyboard covers the window's end instead of making it shorter: the panel ends above it. */
function keepAboveKeyboard(root: HTMLElement): void {
  const view = window.visualViewport
  const fit = () => {
    // Whoever zooms with two fingers wants to see a part of the panel, not a smaller one.
    if (!view || view.scale !== 1) return
    root.style.setProperty('--room', `${view.height}px`)
    root.style.setProperty('--top', `${view.offsetTop}px`)
  }
  view?.addEventListener('resize', fit)
  view?.addEventListener('scroll', fit)
}
