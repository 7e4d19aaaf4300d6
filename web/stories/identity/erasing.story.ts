import { expect } from 'vitest'
import { INES } from '../src/company.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { faultsOf } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'

const ID = 'usr_48213'

story('RES-11, RES-6: an administrator deletes a person with the keyboard, and everybody’s screen forgets them', async ({
  cast,
  company,
}) => {
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Where is my order?')
  const [noor, ines] = [await cast.agent(), await cast.administrator(INES)]
  await noor.opens('Where is my order?')
  await noor.answers('On its way, Mara.')
  expect(await noor.page.getByRole('button', { name: 'Delete this person…' }).count()).toBe(0)

  const { page } = ines
  // Each of them hears that what they look at is no longer there.
  for (const one of [noor, ines]) one.expectError(/status of 404/)
  await ines.signsIn()
  await ines.opens('On its way, Mara.')
  await tabTo(page, 'button', /^Delete this person…$/)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await seen(dialog.getByRole('heading', { name: 'Delete Mara Lindqvist?' }))
  for (const words of [`External id ${ID}`, '2 messages, whoever wrote them', '1 ticket', '1 conversation']) {
    await seen(dialog.getByText(words, { exact: true }))
  }
  expect(await faultsOf('before deleting a person', page)).toEqual([])

  await tabTo(page, 'textbox', /^To go on, type/)
  await page.keyboard.type('usr_4821')
  await page.keyboard.press('Enter')
  await seen(dialog.getByText(`Type exactly this: ${ID}`))
  await page.keyboard.press('End')
  await page.keyboard.type('3')
  await page.keyboard.press('Enter')
  await seen(dialog.getByRole('heading', { name: 'Deleted', exact: true }))
  await expect.poll(() => dialog.getByRole('status').getAttribute('aria-busy')).toBe('false')
  await seen(dialog.getByText('2 messages, whoever wrote them'))
  expect(await faultsOf('the report of a deletion', page)).toEqual([])

  for (const one of [noor.page, page]) await seen(one.getByText('This is no longer there.'))
  expect(await noor.page.getByText('On its way, Mara.').count()).toBe(0)
  await expect.poll(() => mara.reads()).toEqual([])

  await tabTo(page, 'button', /^Close$/)
  await page.keyboard.press('Enter')
  await seen(page.getByText('Where is my order?').or(page.getByRole('heading', { name: /inbox/i })).first())
  expect(await company.books.only()).toBeUndefined()

  await ines.goesTo('/settings/audit-log')
  const line = page.getByRole('row').filter({ hasText: 'Deleted a person' })
  await seen(line.getByText('Ines Okafor'))
  await seen(line.getByText('deleted person'))
})

story('SES-13, RES-8: a ban outlives its person, and is lifted under Data', async ({ cast }) => {
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('I am cross.')
  const ines = await cast.administrator(INES)
  ines.expectError(/status of 404/)
  const { page } = ines
  await ines.signsIn()
  await ines.opens('I am cross.')
  await page.getByRole('button', { name: /^Ban/ }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: /^Ban/ }).click()
  await seen(page.getByRole('button', { name: 'Lift the ban' }))
  await page.getByRole('button', { name: 'Delete this person…' }).click()
  const dialog = page.getByRole('dialog')
  await seen(dialog.getByText('The ban: their external ids cannot sign in'))
  await dialog.getByLabel(/^To go on, type/).fill(ID)
  await dialog.getByRole('button', { name: 'Delete for ever' }).click()
  await seen(page.getByText('This is no longer there.'))
  await dialog.getByRole('button', { name: 'Close' }).click()

  await ines.goesTo('/settings/data')
  await seen(page.getByText('Still banned'))
  expect(await faultsOf('deleted people', page)).toEqual([])
  await tabTo(page, 'button', /^Lift ban/)
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(page, 'status', /^$/)).toBe(true)
  await seen(page.getByText('The ban is lifted'))
  expect(await page.getByText('Still banned').count()).toBe(0)
})

story('SEE-6, SEE-8: logs are kept for a set time, and the audit log says who set it', async ({ cast }) => {
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/data')
  await seen(page.getByText('Nobody was deleted yet.'))
  await page.getByLabel('Login log, in days').fill('0')
  await page.getByLabel('Audit log, in days').fill('30')
  await page.getByRole('button', { name: 'Save' }).click()
  await seen(page.getByText('Give a whole number from 1 to 3650.').first())
  expect(await faultsOf('times that cannot be', page)).toEqual([])
  await page.getByLabel('Login log, in days').fill('30')
  await page.getByLabel('Audit log, in days').fill('365')
  await page.keyboard.press('Enter')
  await seen(page.getByText('Saved. What is older goes within a minute.'))
  expect(await faultsOf('data', page)).toEqual([])

  await ines.goesTo('/settings/audit-log')
  const line = page.getByRole('row').filter({ hasText: 'Changed how long logs are kept' })
  await line.getByRole('button').focus()
  await page.keyboard.press('Enter')
  await seen(page.getByText('Before: Login log, in days'))
  await seen(page.getByText('90', { exact: true }))
  expect(await faultsOf('the audit log', page)).toEqual([])
  await page.getByLabel('What', { exact: true }).selectOption('Created a signing key')
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await page.getByLabel('From').fill('2100-01-01')
  await page.getByLabel('From').press('Tab')
  await seen(page.getByText('Nothing matches.'))
})
