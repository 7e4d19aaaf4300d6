import jsonwebtoken from 'jsonwebtoken'
import { expect } from 'vitest'
import { answered, api } from '../src/api.ts'
import { INES } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { sign } from '../src/shop.ts'
import { story } from '../src/story.ts'
import { consoleWords, LANGUAGES } from '../src/words.ts'

for (const language of LANGUAGES) {
  const t = consoleWords(language)

  story(`SEE-7, EML-10: a key of the REST API lets a program in, and a login signed with it is recognised: ${language}`, async ({ cast, company }) => {
    const { server, channel, key: signing } = company
    const body = { channel: channel.public_key, token: sign(CUSTOMERS.mara, signing), login_id: 'login-of-mara' }
    const mara = await answered(api(server.url).POST('/client/v1/login', { body }))
    const words = {
      client_id: 'words-of-mara',
      text: 'Is it glazed?',
      as_user: mara.user.id,
      composed_authenticated: true,
      conversation: null,
      begun_by: null,
      fields: [],
      tags: [],
    }
    await answered(api(server.url, mara.session.token).POST('/client/v1/messages', { body: words }))

    const ines = await cast.administrator(INES, reader(language))
    const { page } = ines
    await ines.signsIn()
    await ines.goesTo('/settings/rest-keys')
    await seen(page.getByText(t('rest_keys.none')))
    expect(await faultsOf('no key of the REST API', page)).toEqual([])
    // With the keyboard alone.
    await tabTo(page, 'button', new RegExp(`^${t('key.create')}$`))
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(t('key.name')).fill('billing')
    await page.keyboard.press('Enter')
    await seen(dialog.getByText(t('rest_keys.copy_now')))
    expect(await faultsOf('a new key of the REST API', page)).toEqual([])
    const shown = (what: string) => dialog.getByRole('group', { name: t(what) }).locator('.text').innerText()
    const [app, id, secret] = [await shown('rest_keys.app'), await shown('key.id'), await shown('key.secret')]
    // Whoever has copied nothing is asked once.
    await dialog.getByRole('button', { name: t('key.hide') }).click()
    await seen(dialog.getByText(t('key.not_copied')))
    await dialog.getByRole('button', { name: t('key.hide') }).click()
    const row = page.getByRole('row').filter({ hasText: 'billing' })
    await seen(row.getByText(t('signing_keys.never')))
    expect(await page.content()).not.toContain(secret.slice(0, 7))

    const user = `${server.url}/v2/apps/${app}/users/${CUSTOMERS.mara.id}`
    const asked = (authorization: string) => fetch(user, { headers: { authorization } })
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
    const bearer = `Bearer ${jsonwebtoken.sign({ scope: 'app' }, secret, { keyid: id })}`
    for (const proof of [basic, bearer]) {
      const told = (await (await asked(proof)).json()) as { user: { externalId: string } }
      expect(told.user.externalId).toBe(CUSTOMERS.mara.id)
    }
    await page.reload()
    await gone(row.getByText(t('signing_keys.never')))
    expect(await faultsOf('a key of the REST API', page)).toEqual([])

    // EML-10: what a program attaches is no check mark, and agents see with which key it did.
    const attaching = {
      method: 'POST',
      headers: { authorization: basic, 'content-type': 'application/json' },
      body: JSON.stringify({ address: 'mara@studio.example' }),
    }
    const attached = await fetch(`${server.url}/program/v1/apps/${app}/users/${mara.user.id}/emails`, attaching)
    expect(attached.status).toBe(201)
    await ines.goesTo('/')
    await ines.opens('Is it glazed?')
    const entry = ines.person.getByText('mara@studio.example').locator('..')
    await seen(entry.getByText(t('email.added_with').replace('{name}', 'billing')))
    expect(await entry.locator('[data-mark]').count()).toBe(0)
    expect(await faultsOf('an address that a program added', page)).toEqual([])
    await ines.goesTo('/settings/audit-log')
    const line = page.getByRole('row').filter({ hasText: t('done.user.attach_email') })
    await seen(line.getByText(t('audit.program').replace('{name}', 'billing')))

    await ines.goesTo('/settings/token-debugger')
    await page.getByLabel(t('debugger.token')).fill(sign(CUSTOMERS.mara, { id, secret }))
    await page.getByRole('button', { name: t('debugger.explain') }).click()
    await seen(page.getByText(t('advice.rest_key')).filter({ hasText: id }))

    await ines.goesTo('/settings/rest-keys')
    await row.getByRole('button', { name: /billing/ }).click()
    const asking = page.getByRole('dialog', { name: t('delete_key.title').replace('{name}', 'billing') })
    await seen(asking.getByText(t('rest_keys.delete_lead')))
    expect(await faultsOf('deleting a key of the REST API', page)).toEqual([])
    await asking.getByRole('button', { name: t('delete_key.submit') }).click()
    await seen(page.getByText(t('rest_keys.none')))
    expect((await asked(basic)).status).toBe(401)
  })
}
