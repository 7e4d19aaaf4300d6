import { drawing, element } from './element.ts'
import type { View } from './screen.ts'
import { launcherName } from './words.ts'

const BUBBLE =
  'M12 4c-5 0-8.8 3.2-8.8 7.3 0 2.3 1.2 4.3 3.1 5.6l-.9 3.6 4.2-1.9c.8.2 1.6.3 2.4.3 5 0 8.8-3.3 8.8-7.4S17 4 12 4z'
const CHEVRON = 'M6 9.5l6 6 6-6'

/** Above this the badge says only that there are many. */
const COUNTED = 99

/** The round button that opens and closes the panel. */
export interface Launcher {
  readonly button: HTMLButtonElement
  draw(view: View): void
}

/** The launcher of the channel of this name. */
export function createLauncher(name: string, toggle: () => void): Launcher {
  const badge = element('span', { class: 'badge', 'aria-hidden': 'true' })
  const icons = [drawing('bubble', BUBBLE), drawing('chevron', CHEVRON)]
  const button = element('button', { class: 'launcher', type: 'button' }, ...icons, badge)
  button.addEventListener('click', toggle)
  return {
    button,
    draw({ open, unread, locale }) {
      const tags = [locale ?? navigator.language]
      button.setAttribute('aria-expanded', String(open))
      button.setAttribute('aria-label', launcherName(tags, name, unread))
      badge.textContent = unread > COUNTED ? `${COUNTED}+` : String(unread)
      badge.hidden = unread === 0 || open
    },
  }
}
