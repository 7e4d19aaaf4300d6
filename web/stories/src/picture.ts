import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { look, LOOKS } from './looks.ts'

const FOLDER = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url))

/** Draws `docs/pictures/NAME-SIZE-SCHEME.png` in every look. */
export async function draw(name: string, page: Page): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  for (const one of LOOKS) {
    await look(page, one)
    // Fonts and icons of the new look are there once two frames were drawn.
    await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))))
    await page.screenshot({ path: `${FOLDER}${name}-${one.size}-${one.scheme}.png`, animations: 'disabled', caret: 'hide' })
  }
}
