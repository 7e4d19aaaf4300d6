import type { BrowserContextOptions, Page } from 'playwright-core'

/** The languages that screens are looked at in. */
export const LANGUAGES = ['en', 'de'] as const

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

/** A browser profile of somebody who reads this language and wants nothing to move. */
export function reader(language: (typeof LANGUAGES)[number]): BrowserContextOptions {
  return { locale: language === 'de' ? 'de-DE' : 'en-GB', reducedMotion: 'reduce' }
}

/** Looks at the page that way from now on. */
export async function look(page: Page, { scheme, size }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme })
  await page.setViewportSize(SIZES[size])
}
