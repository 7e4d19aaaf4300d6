import { expect } from 'vitest'
import { INES } from '../src/company.ts'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'

story('KEY-1, KEY-4, KEY-5: of a key’s secret six characters are seen ever after, and by administrators alone', async ({
  cast,
}) => {
  const ines = await cast.administrator(INES)
  await ines.signsIn()
  await ines.goesTo('/settings/keys')
  await ines.page.getByRole('button', { name: 'Create key' }).click()
  const dialog = ines.page.getByRole('dialog')
  await dialog.getByLabel('Name of the key').fill('shop-2027')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const secret = await ines.copies('Secret')
  await ines.leavesTheSecret()
  const row = ines.page.getByRole('row').filter({ hasText: 'shop-2027' })
  await seen(row.getByText(secret.slice(0, 6)))
  await seen(row.getByText('Ines Okafor'))
  expect(await ines.page.content()).not.toContain(secret.slice(0, 7))

  const noor = await cast.agent()
  await noor.goesTo('/settings/keys')
  await seen(noor.page.getByText('This is for administrators'))
})

story('KEY-6: a deleted key’s tokens are refused; its sessions go on, or end at once where it has leaked', async ({
  cast,
  company,
}) => {
  const { books, shop } = company
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Before.')
  await expect.poll(() => books.only()).toMatchObject({ mark: 'verified_now' })

  const ines = await cast.administrator(INES)
  await ines.signsIn()
  await ines.goesTo('/settings/keys')
  await ines.page.getByRole('button', { name: 'Delete… shop-2026' }).click()
  const dialog = ines.page.getByRole('dialog', { name: 'Delete shop-2026?' })
  await seen(dialog.getByText('1 session was opened with it and goes on.'))
  await dialog.getByLabel('End these sessions too: the key has leaked').check()
  await dialog.getByLabel('Type shop-2026 to confirm').fill('shop-2026')
  await dialog.getByRole('button', { name: 'Delete key' }).click()
  await seen(ines.page.getByText('No key yet.'))

  mara.expectError(/status of 401/)
  await expect.poll(async () => (await books.only())?.mark).not.toBe('verified_now')
  const asked = shop.asked
  await mara.logsIn('mara')
  await expect.poll(() => shop.asked).toBeGreaterThan(asked)
  await expect.poll(() => mara.heard()).toContainEqual({ login: expect.objectContaining({ reason: 'kid_unknown' }) })
})
