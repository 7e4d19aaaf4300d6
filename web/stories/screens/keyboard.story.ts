import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { until } from '../src/until.ts'

/** Presses Tab until the element with this role and name has the focus, also in frames. */
async function tabTo(page: Page, role: 'button' | 'textbox' | 'link' | 'tab', name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    if (await hasFocus(page, role, name)) return
  }
  throw new Error(`Tab never came to the ${role} ${name}`)
}

/** Whether it has the focus, as a screen reader would say. */
async function hasFocus(page: Page, role: string, name: RegExp): Promise<boolean> {
  // Frames of the page's own process are in the page's tree and have no session.
  const context = page.context()
  const sessions = await Promise.all(page.frames().map((frame) => context.newCDPSession(frame).catch(() => null)))
  const trees = await Promise.all(
    [await context.newCDPSession(page), ...sessions].map(async (session) => {
      const tree = await session?.send('Accessibility.getFullAXTree')
      await session?.detach()
      return tree?.nodes ?? []
    }),
  )
  return trees.flat().some((node) => {
    const isFocused = node.properties?.some((property) => property.name === 'focused' && property.value.value === true)
    return isFocused && node.role?.value === role && name.test(String(node.name?.value))
  })
}

story('a visitor writes and reads with the keyboard alone', async ({ cast, company }) => {
  const visitor = await cast.visitor()
  const { page } = visitor
  await visitor.visits()
  await until('the launcher', () => visitor.launcher())
  await tabTo(page, 'button', /^Messages with/)
  await page.keyboard.press('Enter')
  await seen(await visitor.composer())
  await expect.poll(() => hasFocus(page, 'textbox', /^Message$/)).toBe(true)
  await page.keyboard.type('No mouse here.')
  await page.keyboard.press('Enter')
  await visitor.sees('No mouse here.')
  await expect.poll(() => company.books.only()).toMatchObject({ said: ['not_verified: No mouse here.'] })

  await page.keyboard.press('Escape')
  await expect.poll(() => hasFocus(page, 'button', /^Messages with/)).toBe(true)
  await page.keyboard.press('Space')
  await expect.poll(() => hasFocus(page, 'textbox', /^Message$/)).toBe(true)
})

story('an agent signs in, opens, asks why, notes, answers and solves with the keyboard alone', async ({
  cast,
  company,
}) => {
  const { books } = company
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Is anybody there?')
  await expect.poll(() => books.only()).toBeDefined()

  const noor = await cast.agent()
  const { page } = noor
  await seen(noor.line('Is anybody there?'))
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await noor.sees('Is anybody there?')
  await tabTo(page, 'button', /^Verified$/)
  await page.keyboard.press('Enter')
  await seen(page.getByRole('dialog', { name: 'Verified when written' }))
  await page.keyboard.press('Escape')
  await expect.poll(() => hasFocus(page, 'button', /^Verified$/)).toBe(true)

  await page.keyboard.press('n')
  await page.keyboard.type('A note.')
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Escape')
  await page.keyboard.press('r')
  await page.keyboard.type('We are.')
  await page.keyboard.press('Control+Enter')
  await mara.sees('We are.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  await expect.poll(() => books.only()).toMatchObject({
    tickets: ['1 solved'],
    said: ['verified_when_written: Is anybody there?', 'note: A note.', 'agent: We are.'],
  })
})
