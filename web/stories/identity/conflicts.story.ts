import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import type { Administrator } from '../src/administrator.ts'
import { answered, api } from '../src/api.ts'
import type { Cast } from '../src/cast.ts'
import { INES, type Company } from '../src/company.ts'
import { CUSTOMERS, type CustomerName } from '../src/customers.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { faultsOf } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { sign } from '../src/shop.ts'
import { story } from '../src/story.ts'
import type { Visitor } from '../src/visitor.ts'

const { email: EMAIL } = CUSTOMERS.mara

/** Logs in with a token that brings Mara’s address, whoever it is, and gives back why that was refused. */
async function logsIn(visitor: Visitor, name: CustomerName): Promise<string | undefined> {
  const before = (await visitor.heard()).length
  await visitor.logsIn(name)
  await expect.poll(async () => (await visitor.heard()).length).toBe(before + 1)
  const last = (await visitor.heard()).at(-1)
  if (last === undefined || !('login' in last)) throw new Error('the messenger told the page something else')
  return last.login?.reason
}

/** Two customers whose tokens bring one address: the second is refused. */
async function conflict(cast: Cast, { shop, key }: Company): Promise<{ mara: Visitor; tomasz: Visitor }> {
  shop.token = (customer) => sign(customer, key, { email: EMAIL })
  const [mara, tomasz] = [await cast.visitor(), await cast.visitor()]
  await mara.visits()
  expect(await logsIn(mara, 'mara')).toBeUndefined()
  tomasz.expectError(/status of 401.*client\/v1\/login/)
  await tomasz.visits()
  expect(await logsIn(tomasz, 'tomasz')).toBe('email_conflict')
  return { mara, tomasz }
}

/** The conflict about Mara’s address, on the page that is open. */
function shown({ page }: Administrator): Locator {
  return page.getByRole('article', { name: EMAIL })
}

story('RES-8: an administrator sees both sides of a conflict and moves the address, with the keyboard alone', async ({
  cast,
  company,
}) => {
  const { mara, tomasz } = await conflict(cast, company)
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/conflicts')
  const card = shown(ines)
  await seen(card.getByText('1 login refused'))
  for (const words of ['usr_48213', 'Mara Lindqvist', 'Verified now', 'verified by their token']) {
    await seen(card.getByRole('region', { name: 'Has the address now' }).getByText(words))
  }
  for (const words of ['usr_51774', 'Tomasz Wiele', 'Nobody yet', 'verified, says the token']) {
    await seen(card.getByRole('region', { name: 'Was refused' }).getByText(words))
  }
  expect(await faultsOf('a conflict', page)).toEqual([])

  await tabTo(page, 'button', /^Move… mara@/)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `Move ${EMAIL}?` })
  await seen(dialog.getByText('Mara Lindqvist (usr_48213) loses the address'))
  await seen(dialog.getByText('Tomasz Wiele (usr_51774), if they come first'))
  expect(await faultsOf('moving an address', page)).toEqual([])
  await tabTo(page, 'button', /^Move address$/)
  await page.keyboard.press('Enter')
  await seen(page.getByText('No conflicts.'))
  await expect.poll(() => hasFocus(page, 'status', /^$/)).toBe(true)
  await seen(page.getByRole('status').filter({ hasText: `${EMAIL} is free.` }))
  expect(await faultsOf('no conflicts', page)).toEqual([])

  expect(await logsIn(tomasz, 'tomasz')).toBeUndefined()
  await tomasz.opensTheMessenger()
  await tomasz.isSignedIn('tomasz')
  await ines.goesTo('/settings/conflicts')
  await seen(page.getByText('No conflicts.'))

  mara.expectError(/status of 401.*client\/v1\/login/)
  expect(await logsIn(mara, 'mara')).toBe('email_conflict')
  await ines.goesTo('/settings/conflicts')
  await seen(shown(ines).getByRole('region', { name: 'Has the address now' }).getByText('usr_51774'))
})

story('RES-8: the login log leads to the conflict, and one that was seen to elsewhere is closed', async ({
  cast,
  company,
}) => {
  const { tomasz } = await conflict(cast, company)
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  const refused = page.getByRole('row').filter({ hasText: 'Somebody else has the address of the token.' })
  // Refusals are written down once a second.
  await expect
    .poll(async () => {
      await ines.goesTo('/settings/login-log')
      await seen(page.getByRole('heading', { name: 'Login log' }))
      return refused.count()
    })
    .toBe(1)
  await refused.getByRole('button').click()
  await page.getByRole('row').getByRole('link', { name: 'Address conflicts' }).click()

  company.shop.token = (customer) => sign(customer, company.key)
  expect(await logsIn(tomasz, 'tomasz')).toBeUndefined()
  await shown(ines).getByRole('button', { name: 'Close' }).click()
  await seen(page.getByText('No conflicts.'))
  await seen(page.getByRole('status').filter({ hasText: `The conflict about ${EMAIL} is closed.` }))
})

/** How many conflicts the server gives at once. */
const PAGE = 50

story('RES-8: many conflicts are read page by page; once their address is free, they are over', async ({
  cast,
  company,
}) => {
  const { admin, channel, key, server } = company
  const anybody = api(server.url)
  const login = (id: string, at: number) => {
    const token = sign({ id, name: id, email: EMAIL }, key)
    return anybody.POST('/client/v1/login', { body: { channel: channel.public_key, token, login_id: `login-of-${at}` } })
  }
  await answered(login('holder', 0))
  for (let at = 1; at <= PAGE + 1; at += 1) {
    expect((await login(`usr_${at}`, at)).response.status).toBe(401)
  }
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/conflicts')
  await expect.poll(() => shown(ines).count()).toBe(PAGE)
  await page.getByRole('button', { name: 'Show more' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(ines).count()).toBe(PAGE + 1)
  await expect.poll(() => shown(ines).last().getByRole('heading', { name: EMAIL }).evaluate(isFocused)).toBe(true)
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)

  const [newest] = (await answered(admin.GET('/admin/v1/conflicts'))).conflicts
  if (!newest) throw new Error('there are conflicts')
  const path = { id: newest.id }
  await answered(admin.POST('/admin/v1/conflicts/{id}/release', { params: { path }, body: {} }))
  await ines.goesTo('/settings/conflicts')
  await seen(shown(ines).first().getByText('This conflict is over. Nobody has the address now.'))
  expect(await page.getByRole('button', { name: /^Move/ }).count()).toBe(0)
  expect(await faultsOf('conflicts that are over', page)).toEqual([])
  await shown(ines).first().getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => shown(ines).count()).toBe(PAGE - 1)
})

function isFocused(element: Element): boolean {
  return element === document.activeElement
}
