import type { Frame, Page } from 'playwright-core'
import { expect } from 'vitest'
import { demoStory } from '../src/demo.ts'
import { LOOKS, look, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { consoleWords, OTHERS } from '../src/words.ts'

/** The pages of the console, each with what is in the demo. */
const PLACES = [
  '/inbox?view=open', '/settings/agents', '/settings/audit-log', '/settings/authentication', '/settings/authentication/new',
  '/settings/authentication/new-code', '/settings/channels', '/settings/channels/new', '/settings/conflicts', '/settings/data',
  '/settings/email-policy', '/settings/keys', '/settings/login-log', '/settings/queues', '/settings/queues/new', '/settings/records',
  '/settings/rest-keys', '/settings/token-debugger', '/settings/workstreams', '/settings/workstreams/new', '/first-steps?step=channel',
  '/first-steps?step=snippet', '/first-steps?step=key', '/first-steps?step=token', '/first-steps?step=team',
]

/** What there is no room for: the page itself where it is wider than its window, and what is called something whose words are cut off. */
function cut(frame: Page | Frame): Promise<string[]> {
  return frame.evaluate(() => {
    const isWider = ({ scrollWidth, clientWidth }: Element) => scrollWidth > clientWidth + 1
    const speaks = ({ childNodes }: Element) => [...childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
    const named = [...document.querySelectorAll(':is(button, a.b, th, label, legend, h1, h2):not(.sr)')]
    const faults = named.filter((one) => speaks(one) && isWider(one)).map(({ localName, textContent }) => `${localName} ${textContent}`)
    return isWider(document.documentElement) ? ['the page', ...faults] : faults
  })
}

const SIZES = LOOKS.filter(({ scheme }) => scheme === 'light')

for (const language of OTHERS) {
  demoStory(`the console speaks, and has room for what it says on desks and phones: ${language}`, async ({ cast, house }) => {
    const t = consoleWords(language)
    const ines = await cast.agent(house.administrator, reader(language))
    const { page } = ines
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    const faults: string[] = []
    for (const size of SIZES) {
      await look(page, size)
      for (const place of PLACES) {
        await ines.goesTo(place)
        await seen(page.getByRole('heading', { level: 1 }))
        faults.push(...(await cut(page)).map((what) => `${size.size}, ${place}: ${what}`))
      }
      await ines.goesTo('/inbox?view=open')
      await ines.line('Tomasz Wiele').getByRole('link').click()
      await seen(page.getByRole('combobox', { name: t('ticket.status') }))
      faults.push(...(await cut(page)).map((what) => `${size.size}, a conversation: ${what}`))
    }
    expect(faults).toEqual([])
  })

  story(`the messenger speaks, and has room for what it says on desks and phones: ${language}`, async ({ cast, company }) => {
    const mara = await cast.visitor(reader(language))
    await mara.visits()
    await mara.opensTheMessenger()
    const messenger = await mara.messenger()
    expect(await messenger.locator('html').getAttribute('lang')).toBe(language)
    await mara.writes('Where is my order?')
    await expect.poll(() => company.books.only()).toMatchObject({ mark: 'not_verified' })
    const faults: string[] = []
    for (const size of SIZES) {
      await look(mara.page, size)
      faults.push(...(await cut(messenger)).map((what) => `${size.size}: ${what}`))
    }
    expect(faults).toEqual([])
  })
}
