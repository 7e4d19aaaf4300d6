import type { Scheme } from '@bonafide/shared/frame'

/** How the page looks: the messenger follows it. */
export interface Look {
  scheme: Scheme
  direction: 'ltr' | 'rtl'
}

/** How the page looks now. */
export function pageLook(): Look {
  const root = getComputedStyle(document.documentElement)
  const meta = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]')
  const schemes = root.colorScheme && root.colorScheme !== 'normal' ? root.colorScheme : (meta?.content ?? '')
  const { direction } = document.body ? getComputedStyle(document.body) : root
  return { scheme: schemeOf(schemes, prefersDark().matches), direction: direction === 'rtl' ? 'rtl' : 'ltr' }
}

/** Calls back when the page may look otherwise: the system's scheme, or an attribute that themes go by, has changed. */
export function onLookChange(changed: () => void): void {
  prefersDark().addEventListener('change', changed)
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true })
  if (document.body) observer.observe(document.body, { attributes: true, attributeFilter: ['dir', 'class', 'style'] })
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
