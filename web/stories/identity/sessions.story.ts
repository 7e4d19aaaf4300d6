import { expect } from 'vitest'
import { INES } from '../src/company.ts'
import { tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { inSeconds, sign } from '../src/shop.ts'
import { story } from '../src/story.ts'

story('SES-7: a person sees in the messenger where they are signed in, ends one device, then all', async ({ cast }) => {
  const [mara, phone] = [await cast.visitor(), await cast.visitor()]
  for (const device of [mara, phone]) {
    await device.visits()
    await device.logsIn('mara')
    await device.opensTheMessenger()
    await device.isSignedIn('mara')
  }
  const messenger = await mara.messenger()
  await messenger.getByRole('button', { name: 'Devices' }).click()
  await seen(messenger.getByRole('heading', { name: 'Where you are signed in' }))
  const devices = messenger.getByRole('listitem')
  await expect.poll(() => devices.count()).toBe(2)
  await seen(devices.getByText('This device, since'))
  expect(await faultsOf('the sessions in the messenger', mara.page, messenger)).toEqual([])

  phone.tolerateError(/status of 401/)
  await tabTo(mara.page, 'button', /^End Chrome on Linux$/)
  await mara.page.keyboard.press('Enter')
  await expect.poll(() => devices.count()).toBe(1)
  await phone.isNotSignedIn()
  await mara.isSignedIn('mara')

  mara.tolerateError(/status of 401/)
  await messenger.getByRole('button', { name: 'Log out everywhere' }).click()
  await seen(messenger.getByText('All devices are logged out, this one too.'))
  await messenger.getByRole('button', { name: 'Log out everywhere' }).click()
  await mara.isNotSignedIn()
})

story('SES-7, SES-14: an administrator ends sessions, refuses earlier tokens and accepts them again', async ({
  cast,
  company,
}) => {
  const { books, key, shop } = company
  // The shop's tokens are from before whatever is done here.
  shop.token = (customer) => sign(customer, key, { iat: inSeconds(-60) })
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Where is my order?')
  await expect.poll(async () => (await books.only())?.mark).toBe('verified_now')

  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.opens('Mara Lindqvist')
  await ines.person.getByRole('link', { name: 'Sessions' }).click()
  await seen(page.getByRole('heading', { name: 'Sessions of Mara Lindqvist' }))
  await seen(page.getByRole('row').filter({ hasText: 'Chrome on Linux' }).getByText('with a token of shop-2026'))
  expect(await faultsOf('the sessions of a person', page)).toEqual([])

  mara.tolerateError(/status of 401/)
  await page.getByRole('button', { name: 'End all…' }).click()
  const dialog = page.getByRole('dialog', { name: 'End all sessions of Mara Lindqvist?' })
  await dialog.getByLabel('Also refuse tokens from before now').check()
  expect(await faultsOf('ending all sessions', page)).toEqual([])
  await dialog.getByRole('button', { name: 'End all sessions' }).click()
  await seen(page.getByText('No session counts now.'))
  await mara.isNotSignedIn()
  await mara.logsIn('mara')
  await expect.poll(() => mara.heard()).toContainEqual({ login: expect.objectContaining({ reason: 'token_revoked' }) })

  const german = await cast.administrator(INES, reader('de'))
  await german.signsIn()
  await german.goesTo(new URL(page.url()).pathname)
  await seen(german.page.getByText('werden abgelehnt.'))
  expect(await faultsOf('earlier tokens refused, in German', german.page)).toEqual([])
  await page.getByRole('button', { name: 'Accept them again' }).click()
  await seen(page.getByRole('status').filter({ hasText: 'Earlier tokens of Mara Lindqvist are accepted again.' }))
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')

  await ines.goesTo('/settings/keys')
  await page.getByRole('button', { name: 'End its sessions… shop-2026' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End these sessions' }).click()
  await seen(page.getByRole('status').filter({ hasText: 'All sessions opened with shop-2026 are ended.' }))
  await mara.isNotSignedIn()
})
