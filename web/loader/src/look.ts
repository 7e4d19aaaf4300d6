import type { Scheme } from '@bonafide/shared/frame'

/** How a page looks: the messenger follows it. */
export interface Look {
  scheme: Scheme
  direction: 'ltr' | 'rtl'
}

/** Calls back with the page's look now, and whenever it has changed: with the system, or with what themes go by. */
export function followLook(dress: (look: Look) => void): void {
  let last: Look | undefined
  const look = () => {
    const now = pageLook()
    if (now.scheme === last?.scheme && now.direction === last.direction) return
    last = now
    dress(now)
  }
  look()
  prefersDark().addEventListener('change', look)
  const observer = new MutationObserver(look)
  observer.observe(document.documentElement, { attributes: true })
  observer.observe(document.body, { attributes: true })
}

function pageLook(): Look {
  const said = getComputedStyle(document.documentElement).colorScheme
  const meta = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]')
  const { direction } = getComputedStyle(document.body)
  return {
    scheme: schemeOf(said === 'normal' ? (meta?.content ?? '') : said, prefersDark().matches),
    direction: direction === 'rtl' ? 'rtl' : 'ltr',
  }
}

/** The scheme of a page with this `color-scheme`: what it says, or the system's where it leaves that open. */
export function schemeOf(colorScheme: string, isSystemDark: boolean): Scheme {
  const words = colorScheme.split(/\s+/)
  const [light, dark] = [words.includes('light'), words.includes('dark')]
  const isDark = light === dark ? isSystemDark : dark
  return isDark ? 'dark' : 'light'
}

function prefersDark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)')
}
