import { expect } from 'vitest'
import { answered, api } from '../src/api.ts'
import { CUSTOMERS, type Customer } from '../src/customers.ts'
import { carriesZopim, chatToken, goodFor, letShow, openChat } from '../src/older.ts'
import { seen } from '../src/person.ts'
import { Shop } from '../src/shop.ts'
import { story as told } from '../src/story.ts'
import { until } from '../src/until.ts'
import type { Visitor } from '../src/visitor.ts'

/** What the page's own mistake is called, which every one of these pages makes. */
const MISTAKE = /the page has a mistake of its own/

/** A story of pages with the older chat's stub, whose own mistake stops nothing. */
const story = told.extend<{ chat: Awaited<ReturnType<typeof openChat>> }>({
  chat: [
    async ({ company }, use) => {
      const chat = await openChat(company)
      carriesZopim(company, chat, company.shop)
      await use(chat)
    },
    { auto: true },
  ],
})

/** Opens the shop's page and the chat on it, and signs in. */
async function comes(mara: Visitor, origin?: string): Promise<void> {
  mara.expectError(MISTAKE)
  if (origin) await mara.page.goto(origin)
  else await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
}

/** Calls `$zopim.livechat`, as a line of the page's script would, and gives back what it answers. */
function calls(visitor: Visitor, path: string, ...args: unknown[]): Promise<unknown> {
  return visitor.page.evaluate(
    ([path, args]) => {
      const { $zopim } = window as unknown as { $zopim: { livechat: object } }
      const [group, name = group] = path.split('.')
      const owner = name === group ? $zopim.livechat : Reflect.get($zopim.livechat, group ?? '')
      return Reflect.get(owner, name ?? '')(...args)
    },
    [path, args] as const,
  )
}

story('CHT-4, CHT-11: a page with the older chat’s stub signs in, writes, and its agent sees the mark on the avatar', async ({
  cast,
  company,
}) => {
  const mara = await cast.visitor()
  await comes(mara)
  await mara.writes('Is the glaze safe for food?')
  await expect.poll(() => company.books.only()).toMatchObject({
    externalId: CUSTOMERS.mara.id,
    mark: 'verified_now',
    said: ['verified_when_written: Is the glaze safe for food?'],
  })
  await expect.poll(() => calls(mara, 'isChatting')).toBe(true)
  const events = ['connected', 'shown', 'start']
  await expect.poll(async () => (await mara.heard()).map((one) => 'event' in one && one.event)).toEqual(expect.arrayContaining(events))

  const noor = await cast.agent()
  const worn = '.av [data-mark="verified_now"]'
  await expect.poll(() => noor.line('Is the glaze safe').locator(worn).count()).toBe(1)
  await noor.opens('Is the glaze safe')
  await expect.poll(() => noor.person.locator(worn).count()).toBe(1)
  await seen(noor.person.getByText('older-page'))
  await seen(noor.person.getByText('555 0100'))

  // As soon as they are not signed in any more, nothing is worn, and what they wrote keeps its mark.
  await mara.logsOut()
  await expect.poll(() => noor.person.locator(worn).count()).toBe(0)
  await expect.poll(() => noor.line('Is the glaze safe').locator(worn).count()).toBe(0)
})

story('CHT-4: a new token is asked for before each one ends and after each reconnection, and nothing is seen of it', async ({
  cast,
  company,
  chat,
}) => {
  const { shop, books, server } = company
  shop.token = (customer) => chatToken(customer, chat.secret, goodFor(8))
  const mara = await cast.visitor()
  await comes(mara)
  await mara.writes('First.')
  await expect.poll(() => shop.asked).toBeGreaterThan(2)
  await mara.writes('Second.')
  const said = ['verified_when_written: First.', 'verified_when_written: Second.']
  await expect.poll(() => books.only()).toMatchObject({ mark: 'verified_now', said })

  // Now one is good for minutes, so that only a reconnection asks for another.
  shop.token = (customer) => chatToken(customer, chat.secret)
  const before = shop.asked
  await expect.poll(() => shop.asked).toBeGreaterThan(before)
  const settled = shop.asked
  mara.tolerateError(/ERR_|WebSocket/)
  await server.kill()
  await server.run()
  await expect.poll(() => shop.asked).toBe(settled + 1)
  await mara.writes('Third.')
  await expect.poll(() => books.only()).toMatchObject({ mark: 'verified_now', said: [...said, 'verified_when_written: Third.'] })
  const page = await books.only()
  const sessions = (await books.evidence(String(page?.conversation))).map(({ session }) => session)
  expect(new Set(sessions).size).toBe(1)
})

story('CHT-4, SES-11: without a good token the session ends with the one before, agents see it, and a good one mends it', async ({
  cast,
  company,
  chat,
}) => {
  const { shop, books } = company
  shop.token = (customer) => chatToken(customer, chat.secret, goodFor(10))
  const mara = await cast.visitor()
  await comes(mara)
  await mara.writes('My address is Lindenweg 4.')
  await expect.poll(() => books.only()).toMatchObject({ said: ['verified_when_written: My address is Lindenweg 4.'] })
  shop.token = () => undefined
  await mara.isAskedToSignInAgain()
  await expect.poll(async () => (await mara.messenger()).getByText('Lindenweg').count()).toBe(0)
  expect((await books.only())?.mark).toBe('session_expired')
  expect(mara.warnings()).toContain('Bonafide: invalid jwt in callback')
  await expect.poll(async () => calls(mara, 'isChatting')).toBe(false)

  shop.token = (customer) => chatToken(customer, chat.secret)
  await (await mara.messenger()).getByRole('button', { name: 'Sign in again' }).click()
  await mara.isSignedIn('mara')
  await mara.sees('My address is Lindenweg 4.')
  await expect.poll(async () => (await books.only())?.mark).toBe('verified_now')
})

story('CHT-5, CHT-7: a running chat is on every domain and device of the visitor, and a ban takes it off all of them', async ({
  cast,
  company,
  chat,
}) => {
  const club = await Shop.open()
  await letShow(company, chat, company.shop, club)
  carriesZopim(company, chat, club)
  const [desk, phone] = [await cast.visitor(), await cast.visitor()]
  await comes(desk)
  await desk.writes('From the desk.')
  await comes(phone, club.origin)
  await phone.sees('From the desk.')
  await phone.writes('From the phone, on another site.')
  await desk.sees('From the phone, on another site.')

  const noor = await cast.agent()
  await noor.opens('From the phone')
  await noor.answers('Here I am.')
  for (const device of [desk, phone]) await device.sees('Here I am.')
  expect(await company.books.open()).toHaveLength(1)

  await noor.page.getByRole('button', { name: 'Ban…' }).click()
  await noor.page.getByRole('dialog').getByRole('button', { name: 'Ban', exact: true }).click()
  await seen(noor.person.getByText('Banned').first())
  for (const device of [desk, phone]) await expect.poll(() => device.launcher()).toBeUndefined()
  // Of the two that ask, its socket and its request, either may be refused first, and takes the other along.
  desk.tolerateError(/status of 40[13]/)
  await calls(desk, 'window.show')
  expect(await desk.launcher()).toBeUndefined()
  // Not even on a page that is loaded anew: its messenger comes, hears so, and leaves.
  const left = desk.page.waitForEvent('framedetached')
  await desk.page.reload()
  await left
  expect(await desk.launcher()).toBeUndefined()
  await club.close()
})

story('CHT-6, CHT-8: signed in, name and address are the token’s, and there is no other window', async ({ cast, company }) => {
  const mara = await cast.visitor()
  mara.expectError(MISTAKE)
  await mara.visits()
  await mara.opensTheMessenger()
  await calls(mara, 'setName', 'Somebody')
  await calls(mara, 'setEmail', 'somebody@mail.example')
  await mara.writes('Not signed in yet.')
  const { books } = company
  await expect.poll(() => books.only()).toMatchObject({ externalId: null, said: ['not_verified: Not signed in yet.'] })
  const given = async () => {
    const id = String((await books.only())?.conversation)
    const { data } = await books.api.GET('/agent/v1/conversations/{id}', { params: { path: { id } } })
    return data
  }
  expect((await given())?.user).toMatchObject({ name: null, emails: [] })
  expect((await given())?.tickets[0]?.fields).toEqual(
    expect.arrayContaining([{ id: 'name', value: 'Somebody' }, { id: 'email', value: 'somebody@mail.example' }]),
  )

  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await calls(mara, 'setName', 'Otto')
  await calls(mara, 'setEmail', 'otto@mail.example')
  await calls(mara, 'window.openPopout')
  expect(mara.warnings().filter((words) => words.includes('does not count: somebody is signed in'))).toHaveLength(2)
  expect(mara.context.pages()).toHaveLength(1)
  expect(await (await mara.messenger()).getByRole('button', { name: /pop|window|fenster/i }).count()).toBe(0)
  await mara.writes('Signed in now.')
  await mara.sees('Signed in now.')
  expect((await given())?.user.name).toBe(CUSTOMERS.mara.name)
  expect(JSON.stringify((await given())?.tickets)).not.toContain('Otto')
})

story('KEY-7, ROU-3: the department that a page sets leads to its queue, by a rule on that field, and not by one on the signed variable', async ({
  cast,
  company,
  chat,
}) => {
  const { admin } = company
  const made = async (name: string) =>
    (await answered(admin.POST('/admin/v1/queues', { body: { name, pushes: false, hours: null, closed_text: null, members: [] } }))).id
  const [signed, returns, others] = [await made('Signed'), await made('Returns'), await made('Everybody else')]
  const test = { is: 'equals' as const, value: 'Returns' }
  const rules = {
    variables: [{ name: 'department', kind: 'text' as const }],
    rules: [
      { name: 'Signed', queue: signed, priority: 9, conditions: [{ on: 'context' as const, name: 'department', test }] },
      { name: 'Returns', queue: returns, priority: 5, conditions: [{ on: 'page_field' as const, id: 'department', test }] },
    ],
    fallback: others,
  }
  await answered(admin.POST('/admin/v1/workstreams', { body: { name: 'Chat', channels: [chat.channel.id], rules } }))
  const mara = await cast.visitor()
  await comes(mara)
  await calls(mara, 'departments.setVisitorDepartment', 'Returns')
  await mara.writes('It came in two pieces.')
  const noor = await cast.agent()
  await seen(noor.line('It came in two pieces.').getByText('Returns, Priority 5'))
})

story('CHT-9: clearAll logs out and wipes the device, and another signs in without a new page', async ({ cast, company }) => {
  const device = await cast.visitor()
  await comes(device)
  await device.writes('This is Mara.')
  await device.sees('This is Mara.')
  await device.logsOut()
  await device.isNotSignedIn()
  await expect.poll(() => device.reads()).toEqual([])
  const kept = await (await device.messenger()).evaluate(() => JSON.stringify({ ...localStorage }))
  expect(kept).not.toContain('bfs_')

  await device.logsIn('tomasz')
  await device.isSignedIn('tomasz')
  await device.writes('This is Tomasz.')
  await device.sees('This is Tomasz.')
  await device.logsOut()
  await device.isNotSignedIn()
  await device.logsIn('mara')
  await device.isSignedIn('mara')
  await device.sees('This is Mara.')
  await expect.poll(() => company.books.open()).toMatchObject([
    { externalId: CUSTOMERS.mara.id, said: ['verified_when_written: This is Mara.'] },
    { externalId: CUSTOMERS.tomasz.id, said: ['verified_when_written: This is Tomasz.'] },
  ])
})

story('CHT-4, CHT-10: what is no token leaves an anonymous chat, and the page is told why', async ({ cast, company }) => {
  const visitor = await cast.visitor()
  visitor.expectError(MISTAKE)
  await visitor.visits()
  await visitor.opensTheMessenger()
  await visitor.page.evaluate(() => {
    const { $zopim } = window as unknown as { $zopim: { livechat: { authenticate(options: object): void } } }
    $zopim.livechat.authenticate({ jwtFn: (callback: (token: unknown) => void) => [7, 'late'].forEach(callback) })
  })
  await until('the warning', () => visitor.warnings().find((words) => words === 'Bonafide: invalid jwt in callback'))
  await visitor.isNotSignedIn()
  await calls(visitor, 'say', 'Hello all the same.')
  await expect.poll(() => company.books.only()).toMatchObject({ externalId: null, said: ['not_verified: Hello all the same.'] })
})

/** The session that the messenger on this device goes by. */
async function sessionOf(visitor: Visitor): Promise<string> {
  const kept = await (await visitor.messenger()).evaluate(() => JSON.stringify({ ...localStorage }))
  const [session] = /bfs_[\w-]+/.exec(kept) ?? []
  if (!session) throw new Error('the device has no session')
  return session
}

story('CHT-10: a token that fails leaves an anonymous chat or bars it, as the channel is set, and a good one mends it', async ({
  cast,
  company,
  chat,
}) => {
  const { shop, books, server, admin } = company
  const expired = (customer: Customer) => chatToken(customer, chat.secret, goodFor(-5))
  shop.token = expired
  const mara = await cast.visitor()
  mara.expectError(MISTAKE)
  mara.expectError(/status of 401.*client\/v1\/login/)
  // Until the page has been told, the messenger may go by the session that has just ended.
  mara.tolerateError(/status of 401.*client\/v1\/conversation/)
  const refusals = () => mara.warnings().filter((words) => words.startsWith('Bonafide: no login (token_expired).')).length
  await mara.visits()
  await mara.logsIn('mara')
  await expect.poll(refusals).toBe(1)
  await mara.opensTheMessenger()
  await mara.isNotSignedIn()
  await mara.writes('Then I write like this.')
  await mara.sees('Then I write like this.')
  const anonymous = { externalId: null, mark: 'not_verified', said: ['not_verified: Then I write like this.'] }
  await expect.poll(() => books.open()).toMatchObject([anonymous])
  const before = api(server.api, await sessionOf(mara))
  const refused = async () => (await before.GET('/client/v1/conversation')).error?.error.code
  expect(await refused()).toBeUndefined()

  const change = { params: { path: { id: chat.channel.id } }, body: { on_failure: 'refuse' as const } }
  await answered(admin.PATCH('/admin/v1/channels/{id}', change))
  // How the channel is set counts within a second.
  const follows = async () => {
    const login = { channel: chat.channel.public_key, token: expired(CUSTOMERS.mara), login_id: crypto.randomUUID() }
    return (await api(server.api).POST('/client/v1/login', { body: login })).error?.error.on_failure
  }
  await expect.poll(follows).toBe('refuse')
  await mara.logsIn('mara')
  await expect.poll(refusals).toBe(2)
  await seen((await mara.messenger()).getByText('Please sign in on this website first. Then you can write here.'))
  expect(await (await mara.composer()).count()).toBe(0)
  await expect.poll(() => mara.reads()).toEqual([])
  expect(await refused()).toBe('session_ended')

  shop.token = (customer) => chatToken(customer, chat.secret)
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await mara.writes('Signed in now.')
  await mara.sees('Signed in now.')
  const signedIn = { externalId: CUSTOMERS.mara.id, mark: 'verified_now', said: ['verified_when_written: Signed in now.'] }
  await expect.poll(() => books.open()).toMatchObject([anonymous, signedIn])
})
