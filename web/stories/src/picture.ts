import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { look, LOOKS } from './looks.ts'

const FOLDER = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url))

/** Draws `docs/pictures/NAME-SIZE-SCHEME.png` in every look, scrolled to what is to be seen of it. */
export async function draw(name: string, page: Page, what?: Locator): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setScrollbarsHidden', { hidden: true })
  for (const one of LOOKS) {
    await look(page, one)
    await what?.evaluate((element) => element.scrollIntoView({ block: 'center' }))
    // Fonts and icons of the new look are there once two frames were drawn.
    await page.evaluate(async () => {
      await document.fonts.ready
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    })
    const path = `${FOLDER}${name}-${one.size}-${one.scheme}.png`
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  }
}
