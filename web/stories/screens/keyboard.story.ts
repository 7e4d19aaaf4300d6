import { expect } from 'vitest'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { until } from '../src/until.ts'

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
