import type { BrowserContextOptions, Frame, Page } from 'playwright-core'
import { violations } from './axe.ts'
import type { Language } from './words.ts'

/** A way to look at a screen. */
export interface Look {
  scheme: 'light' | 'dark'
  size: 'desktop' | 'phone'
}

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

/** Every way to look at a screen in one language. */
export const LOOKS: Look[] = (['desktop', 'phone'] as const).flatMap((size) =>
  (['light', 'dark'] as const).map((scheme) => ({ scheme, size })),
)

const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE', es: 'es-ES', fr: 'fr-FR', it: 'it-IT' }

/** A browser profile of somebody who reads this language and wants nothing to move. */
export function reader(language: Language): BrowserContextOptions {
  return { locale: LOCALES[language], reducedMotion: 'reduce' }
}

/** Looks at the page that way from now on. */
export async function look(page: Page, { scheme, size }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme })
  await page.setViewportSize(SIZES[size])
}

/**
 * Looks at a screen in every way, and gives back what axe finds in its document, or in a frame of it. In the end it is
 * light and on a desk.
 */
export async function faultsOf(name: string, page: Page, frame: Page | Frame = page): Promise<string[]> {
  const faults: string[] = []
  for (const one of LOOKS) {
    await look(page, one)
    faults.push(...(await violations(frame)).map((fault) => `${name}, ${one.size}, ${one.scheme}: ${fault}`))
  }
  await look(page, { scheme: 'light', size: 'desktop' })
  return faults
}
