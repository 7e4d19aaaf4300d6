import { expect } from 'vitest'
import { violations } from '../src/axe.ts'
import type { Cast } from '../src/cast.ts'
import { INES } from '../src/company.ts'
import { CUSTOMERS, type CustomerName } from '../src/customers.ts'
import { tabTo } from '../src/keyboard.ts'
import { look, LOOKS, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { consoleWords } from '../src/words.ts'

const REASON = 'She wrote from both and knows the order'

/** A customer signs in, with a token that verifies their address, and writes. */
async function writes(cast: Cast, name: CustomerName, text: string): Promise<void> {
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.logsIn(name)
  await visitor.opensTheMessenger()
  await visitor.isSignedIn(name)
  await visitor.writes(text)
}

story('MRG-8, MRG-12, EML-4: two people are compared, merged and made two again, by keyboard', async ({ cast }) => {
  await writes(cast, 'mara', 'Where is my bowl?')
  const stranger = await cast.visitor()
  await stranger.visits()
  await stranger.opensTheMessenger()
  await stranger.writes('It is me, from my phone')
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.opens('It is me, from my phone')

  // The address that somebody else has leads to the two side by side.
  await ines.person.getByRole('button', { name: 'Add address…' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  const adding = page.getByRole('dialog', { name: /^Add an address/ })
  await adding.getByLabel('Email address').fill(CUSTOMERS.mara.email)
  ines.expectError(/status of 409.*\/emails/)
  await page.keyboard.press('Enter')
  await seen(adding.getByText('Somebody else has this address.'))
  await tabTo(page, 'button', /^Compare the two and merge…$/)
  await page.keyboard.press('Enter')

  const merging = page.getByRole('dialog', { name: 'Merge two people' })
  await seen(merging.getByRole('region', { name: 'Is merged' }).getByText('none', { exact: true }))
  const stays = merging.getByRole('region', { name: 'Stays, and takes the other in' })
  for (const words of ['Mara Lindqvist', 'usr_48213', CUSTOMERS.mara.email, 'Verified by the token']) {
    await seen(stays.getByText(words))
  }
  await seen(merging.getByText('Both conversations become one, in order of time.'))
  await seen(merging.getByText('Check who it is.'))
  for (const one of LOOKS.filter(({ size }) => size === 'desktop')) {
    await look(page, one)
    expect(await violations(page)).toEqual([])
  }
  await tabTo(page, 'button', /^Merge$/)
  await page.keyboard.press('Enter')
  await seen(merging.getByText('A reason is missing.'))
  await page.keyboard.type(REASON)
  await page.keyboard.press('Enter')
  await gone(merging)
  await ines.sees('Where is my bowl?')
  await ines.sees('It is me, from my phone')
  await seen(ines.person.getByText(REASON))
  await seen(ines.person.getByText(/^Merged by Ines/))

  // MRG-12: their session ends with it, and whether their messenger would ask with it once more is left to chance.
  await stranger.page.goto('about:blank')
  await ines.person.getByRole('button', { name: 'Undo the merge…' }).focus()
  await page.keyboard.press('Enter')
  const undoing = page.getByRole('dialog', { name: 'Undo this merge?' })
  await seen(undoing)
  expect(await violations(page)).toEqual([])
  await tabTo(page, 'button', /^Undo the merge$/)
  await page.keyboard.press('Enter')
  const report = page.getByRole('dialog', { name: 'The merge is undone' })
  await seen(report.getByText('1 message went back.'))
  await seen(report.getByText('Their sessions have ended.'))
  expect(await violations(page)).toEqual([])
  await tabTo(page, 'button', /^Close$/)
  await page.keyboard.press('Enter')
  await gone(report)
  await gone(ines.message('It is me, from my phone'))
  await ines.sees('Where is my bowl?')
})

story('MRG-8: two people side by side on a phone, in German', async ({ cast }) => {
  const t = consoleWords('de')
  await writes(cast, 'mara', 'Where is my bowl?')
  const stranger = await cast.visitor()
  await stranger.visits()
  await stranger.opensTheMessenger()
  await stranger.writes('It is me, from my phone')
  const ines = await cast.agent(INES, { ...reader('de'), viewport: { width: 390, height: 844 } })
  const { page } = ines
  await ines.opens('It is me, from my phone')
  await page.getByRole('button', { name: t('conversation.person'), exact: true }).click()
  const sheet = page.getByRole('dialog', { name: t('conversation.person'), exact: true })
  await sheet.getByRole('button', { name: t('email.add') }).click()
  await page.getByLabel(t('email.address')).fill(CUSTOMERS.mara.email)
  ines.expectError(/status of 409.*\/emails/)
  await page.getByRole('button', { name: t('email.add_submit'), exact: true }).click()
  await page.getByRole('button', { name: t('email.merge_holder') }).click()
  const merging = page.getByRole('dialog', { name: t('merge.title') })
  await seen(merging.getByRole('region', { name: t('merge.into') }).getByText('Mara Lindqvist'))
  for (const one of LOOKS.filter(({ size }) => size === 'phone')) {
    await look(page, one)
    expect(await violations(page)).toEqual([])
  }
})
