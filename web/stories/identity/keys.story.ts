import { expect } from 'vitest'
import { answered, api } from '../src/api.ts'
import { INES, type Company } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { sign, type SigningKey } from '../src/shop.ts'
import { story } from '../src/story.ts'
import { consoleWords, LANGUAGES } from '../src/words.ts'

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

/** Mara logs in with a token of this key, and the server has counted it. */
async function logsIn({ server, channel, admin }: Company, key: SigningKey): Promise<void> {
  const body = { channel: channel.public_key, token: sign(CUSTOMERS.mara, key), login_id: `login-${Date.now()}` }
  await answered(api(server.url).POST('/client/v1/login', { body }))
  const logins = async () => (await answered(admin.GET('/admin/v1/keys'))).keys.find(({ id }) => id === key.id)?.logins
  await expect.poll(logins).toBe(1)
}

for (const language of LANGUAGES) {
  const t = consoleWords(language)

  story(`KEY-3, KEY-5: a rotation is led from the new key on, with the logins of each day: ${language}`, async ({ cast, company }) => {
    const ines = await cast.administrator(INES, reader(language))
    const { page } = ines
    await ines.signsIn()
    await ines.goesTo('/settings/keys')
    const row = page.getByRole('row').filter({ hasText: 'shop-2026' })
    await seen(row.getByText(t('key_days.none')))
    await logsIn(company, company.key)
    const key = await answered(company.admin.POST('/admin/v1/keys', { body: { name: 'shop-2027' } }))
    await page.reload()
    // What the bars draw is said in words, too.
    await seen(row.getByText(/^1 (login in 30 days, 1 of|Anmeldung in 30 Tagen, davon 1)/))
    const card = page.getByRole('region').filter({ has: page.getByRole('heading', { name: /shop-2026 (to|zu) shop-2027/ }) })
    await seen(card.getByText(t('rotation.put')))
    const steps = card.getByRole('list', { name: t('rotation.steps') }).getByRole('listitem')
    await seen(steps.nth(1).and(page.locator('[aria-current=step]')))
    expect(await faultsOf('a rotation that begins', page)).toEqual([])

    await logsIn(company, key)
    await page.reload()
    await seen(card.getByRole('heading', { name: t('rotation.moving') }))
    await seen(card.getByText(/shop-2026: 1 (login|Anmeldung)$/))
    await seen(card.getByText(/shop-2027: 1 (login|Anmeldung)$/))
    await seen(card.getByText(/Not yet safe to delete shop-2026|shop-2026 kann noch nicht gelöscht werden/))
    await seen(card.getByText(/14/))
    expect(await faultsOf('a rotation', page)).toEqual([])

    // The key goes by keyboard alone, and the card with it.
    await row.getByRole('button', { name: t('signing_keys.delete') }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').focus()
    await page.keyboard.type('shop-2026')
    await tabTo(page, 'button', new RegExp(`^${t('delete_key.submit')}$`))
    await page.keyboard.press('Enter')
    await gone(card)
    await seen(page.getByRole('row').filter({ hasText: 'shop-2027' }))
  })
}
