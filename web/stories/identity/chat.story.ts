import jwt from 'jsonwebtoken'
import { expect } from 'vitest'
import { api } from '../src/api.ts'
import { INES, type Company } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { tabTo } from '../src/keyboard.ts'
import { faultsOf, look, LOOKS, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { inSeconds } from '../src/shop.ts'
import { story } from '../src/story.ts'

/** Logs in to the chat with a token that this secret made, without `kid` and without `exp`; how that was answered. */
async function logsIn({ server }: Company, channel: string, secret: string): Promise<number> {
  const { id, name, email } = CUSTOMERS.mara
  const token = jwt.sign({ external_id: id, name, email, iat: inSeconds(0) }, secret, { algorithm: 'HS256' })
  const body = { channel, token, login_id: crypto.randomUUID() }
  return (await api(server.url).POST('/client/v1/login', { body })).response.status
}

story('CHT-1: an administrator makes a chat and its secret, and a new one in its place, with the keyboard alone', async ({
  cast,
  company,
}) => {
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/channels/new')
  await page.getByRole('radio', { name: /^Messenger/ }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Help chat')
  expect(await faultsOf('a new chat', page)).toEqual([])
  await tabTo(page, 'button', /^Create channel$/)
  await page.keyboard.press('Enter')
  await seen(page.getByText('No secret yet, so nobody can sign in.'))
  expect(await faultsOf('a chat without a secret', page)).toEqual([])

  await tabTo(page, 'button', /^Make a secret$/)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await seen(dialog.getByText('Never put it into a page.'))
  await tabTo(page, 'button', /^Make a secret$/)
  await page.keyboard.press('Enter')
  await seen(page.getByRole('heading', { name: 'chat-secret-1 is ready' }))
  expect(await faultsOf('a chat’s secret', page)).toEqual([])
  const first = await ines.copies('Secret')
  await ines.leavesTheSecret()
  await seen(page.getByText('chat-secret-1'))
  expect(await page.content()).not.toContain(first.slice(0, 7))

  const { data } = await company.admin.GET('/admin/v1/channels')
  const chat = data?.channels.find((channel) => channel.kind === 'chat')
  expect(await logsIn(company, chat?.public_key ?? '', first)).toBe(200)

  // A new one, and the one before lives on for ten minutes.
  await page.reload()
  await seen(page.getByText('1 person signed in with it now'))
  await tabTo(page, 'button', /^Make a new secret$/)
  await page.keyboard.press('Enter')
  await seen(dialog.getByText('a running chat whose page still gets them', { exact: false }))
  expect(await faultsOf('a new secret', page)).toEqual([])
  await dialog.getByLabel('The one before lives on').selectOption('10 minutes')
  await tabTo(page, 'button', /^Make a new secret$/)
  await page.keyboard.press('Enter')
  await seen(page.getByRole('heading', { name: 'chat-secret-2 is ready' }))
  const second = await ines.copies('Secret')
  await ines.leavesTheSecret()
  await seen(page.getByText('The one before: good until'))
  expect(await faultsOf('two secrets', page)).toEqual([])
  for (const secret of [first, second]) expect(await logsIn(company, chat?.public_key ?? '', secret)).toBe(200)

  // Another one, at once.
  await page.getByRole('button', { name: 'Make a new secret' }).click()
  await dialog.getByRole('button', { name: 'Make a new secret' }).click()
  await seen(page.getByRole('heading', { name: 'chat-secret-3 is ready' }))
  const third = await ines.copies('Secret')
  await ines.leavesTheSecret()
  for (const secret of [first, second]) expect(await logsIn(company, chat?.public_key ?? '', secret)).toBe(401)
  expect(await logsIn(company, chat?.public_key ?? '', third)).toBe(200)
})

story('CHT-10, RES-12: what becomes of failed tokens and whether addresses are trusted is set of a chat, in German too', async ({
  cast,
  company,
}) => {
  const body = { name: 'Hilfe', kind: 'chat' as const, origins: [], login_required: false, asks_for_contact: true, multiple_conversations: false }
  const { data: made } = await company.admin.POST('/admin/v1/channels', { body })
  const path = { id: made?.id ?? '' }
  await company.admin.POST('/admin/v1/channels/{id}/secret', { params: { path }, body: { old_lives_on_seconds: 0 } })
  await company.admin.POST('/admin/v1/channels/{id}/secret', { params: { path }, body: { old_lives_on_seconds: 600 } })

  const ines = await cast.administrator(INES, reader('de'))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo(`/settings/channels/${path.id}`)
  await page.getByLabel('Niemanden schreiben lassen, dessen Token scheitert').check()
  await page.getByLabel('Den E-Mail-Adressen in Tokens trauen').check()
  await page.getByRole('button', { name: 'Kanal speichern' }).click()
  await seen(page.getByRole('status').filter({ hasText: 'Gespeichert' }))
  expect(await faultsOf('a chat, in German', page)).toEqual([])
  const { data: kept } = await company.admin.GET('/admin/v1/channels/{id}', { params: { path } })
  expect(kept).toMatchObject({ on_failure: 'refuse', address_trust: 'trusted' })

  await page.getByRole('button', { name: 'Neues Geheimnis erzeugen' }).click()
  for (const one of LOOKS) {
    await look(page, one)
    await seen(page.getByText('Nie in eine Seite schreiben.'))
  }
  expect(await faultsOf('a new secret, in German', page)).toEqual([])

  await ines.goesTo('/settings/audit-log')
  await seen(page.getByRole('row').filter({ hasText: 'Geheimnis eines Chats erzeugt' }).first())
})
