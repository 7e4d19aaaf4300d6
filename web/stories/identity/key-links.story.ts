import { expect } from 'vitest'
import { INES } from '../src/company.ts'
import { tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'

story('KEY-9: a developer gets a key by a link that opens once, and the administrator sees who opened it when', async ({
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
  await dialog.getByRole('button', { name: 'Make link' }).click()
  await seen(dialog.getByText('Opens once, until'))
  expect(await faultsOf('a link to a key', ines.page)).toEqual([])
  const link = await ines.copies('Link, for one person')
  expect(link).not.toContain(secret)
  await ines.leavesTheSecret()

  // Somebody without an account: a look at the page opens nothing.
  const sana = await cast.administrator(INES)
  const { page } = sana
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(link)
  await seen(page.getByRole('heading', { name: 'A signing key for your server' }))
  expect(await faultsOf('the page of a link', page)).toEqual([])
  await page.reload()
  await tabTo(page, 'textbox', /^Your name$/)
  await page.keyboard.insertText('Sana Virtanen')
  await page.keyboard.press('Enter')
  await seen(page.getByRole('heading', { name: 'shop-2027' }))
  expect(await sana.copies('Secret')).toBe(secret)
  expect(await faultsOf('a key that was handed over', page)).toEqual([])
  expect(page.url()).not.toContain('bfk_')
  expect(asked.filter((url) => url.includes('bfk_'))).toEqual([])

  const late = await cast.administrator(INES, reader('de'))
  late.expectError(/status of 410/)
  await late.page.goto(link)
  await late.page.getByLabel('Ihr Name').fill('Jemand')
  await late.page.getByRole('button', { name: 'Schlüssel zeigen' }).click()
  await seen(late.page.getByText('Dieser Link geht nicht auf'))
  expect(await faultsOf('a link that is used up, in German', late.page)).toEqual([])

  await ines.page.reload()
  await seen(ines.page.getByText(/Link opened by Sana Virtanen on .*, from 127\.0\.0\.1, Chrome on Linux\./))
  expect(await faultsOf('the keys with a link', ines.page)).toEqual([])
})

story('KEY-9: a link that nobody has opened is revoked', async ({ cast, company }) => {
  const { admin, key } = company
  const params = { path: { kid: key.id } }
  const made = await admin.POST('/admin/v1/keys/{kid}/links', { params, body: { secret: key.secret } })
  const ines = await cast.administrator(INES)
  await ines.signsIn()
  await ines.goesTo('/settings/keys')
  await ines.page.getByRole('button', { name: 'Revoke shop-2026' }).click()
  await seen(ines.page.getByText('was revoked before anybody opened it'))
  const late = await cast.administrator(INES)
  late.expectError(/status of 410/)
  await late.page.goto(made.data?.url ?? '')
  await late.page.getByLabel('Your name').fill('Sana')
  await late.page.getByRole('button', { name: 'Show the key' }).click()
  await seen(late.page.getByText('This link does not open'))
})
