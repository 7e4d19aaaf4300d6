import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { answered } from '../src/api.ts'
import { INES, NOOR, type Company } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { sign } from '../src/shop.ts'
import { story } from '../src/story.ts'

/** A queue that Noor belongs to. */
async function queue({ admin }: Company, name: string, pushes: boolean): Promise<string> {
  const { agents } = await answered(admin.GET('/agent/v1/agents'))
  const members = agents.filter((agent) => agent.name === NOOR.name).map(({ id }) => id)
  const body = { name, pushes, hours: null, closed_text: null, members }
  return (await answered(admin.POST('/admin/v1/queues', { body }))).id
}

/** Sends whoever is signed in on the channel to one queue and everybody else to another. */
async function routes({ admin, channel }: Company, known: string, others: string): Promise<void> {
  const conditions = [{ on: 'authenticated' as const, is: true }]
  const rules = { variables: [], rules: [{ name: 'Signed in', conditions, queue: known, priority: 10 }], fallback: others }
  await answered(admin.POST('/admin/v1/workstreams', { body: { name: 'Shop', channels: [channel.id], rules } }))
}

async function makesAQueue(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Create queue' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('checkbox', { name: NOOR.name }).check()
  await page.getByRole('button', { name: 'Create queue' }).click()
  await seen(page.getByRole('row').filter({ hasText: name }))
}

story('ROU-1 to ROU-4, ROU-6: an administrator sends signed-in people to one queue and the others to another, tries it first, and the agent with room is given the ticket', async ({
  cast,
  company,
}) => {
  const ines = await cast.administrator(INES, reader('en'))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/queues')
  await seen(page.getByText('There is no queue yet.', { exact: false }))
  expect(await faultsOf('no queues', page)).toEqual([])
  await makesAQueue(page, 'Known customers')
  await makesAQueue(page, 'Everybody else')
  expect(await faultsOf('queues', page)).toEqual([])

  await page.getByRole('link', { name: 'Workstreams' }).click()
  await seen(page.getByText('There is no workstream yet', { exact: false }))
  expect(await faultsOf('no workstreams', page)).toEqual([])
  await page.getByRole('link', { name: 'Create workstream' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Shop')
  await page.getByRole('checkbox', { name: 'Pebblewick' }).check()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByLabel('Name of the rule').fill('Signed in')
  await page.getByRole('button', { name: 'Add condition' }).click()
  await page.getByLabel('Sends to').selectOption('Known customers')
  await page.getByLabel('Priority').fill('10')

  const trial = page.getByRole('region', { name: 'Try the rules' })
  const token = sign(CUSTOMERS.mara, company.key)
  await trial.getByLabel('Token (optional)').fill(token)
  await trial.getByRole('button', { name: 'Try', exact: true }).click()
  await seen(trial.getByText('The rules need a correction first.'))
  await seen(page.getByText('Choose a queue.'))
  await page.getByLabel('Fallback queue').selectOption('Everybody else')
  await gone(page.getByText('Choose a queue.'))
  expect(await trial.getByLabel('Token (optional)').inputValue()).toBe(token)

  await trial.getByRole('button', { name: 'Try', exact: true }).click()
  await seen(trial.getByRole('heading', { name: 'Rule 1 takes it: Signed in' }))
  await seen(trial.getByText('It would wait in Known customers, with priority 10.'))
  expect(await faultsOf('a trial', page)).toEqual([])
  expect(page.url()).not.toContain(token.slice(0, 20))
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  expect(kept).not.toContain(token.slice(0, 20))

  await trial.getByLabel('Token (optional)').fill(`${token}x`)
  await trial.getByRole('button', { name: 'Try', exact: true }).click()
  await seen(trial.getByRole('heading', { name: 'The token signs nobody in' }))
  await trial.getByRole('button', { name: 'Clear' }).click()
  await trial.getByRole('button', { name: 'Try', exact: true }).click()
  await seen(trial.getByRole('heading', { name: 'No rule takes it: the fallback queue does' }))
  await seen(trial.getByText('Not met: Signed in. It is not so.'))
  await page.getByLabel('Priority').fill('11')
  await seen(trial.getByText('The rules were changed since.', { exact: false }))
  await page.getByLabel('Priority').fill('10')

  await page.getByRole('button', { name: 'Create workstream' }).click()
  await seen(page.getByRole('row').filter({ hasText: 'Shop' }).filter({ hasText: 'Pebblewick' }))
  expect(await faultsOf('workstreams', page)).toEqual([])

  const noor = await cast.agent()
  await noor.page.getByRole('switch', { name: 'Available' }).check()
  await seen(noor.page.getByText('0 of 5 tickets'))
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Where is my order?')
  await noor.goesTo('/inbox?view=mine')
  await seen(noor.line('Where is my order?').getByText('Known customers, Priority 10'))
  await seen(noor.page.getByText('1 of 5 tickets'))
  await noor.opens('Where is my order?')
  await seen(noor.page.getByText('Priority 10', { exact: true }))
  expect(await noor.page.getByRole('combobox', { name: 'Queue' }).last().inputValue()).toBe(
    (await answered(company.admin.GET('/admin/v1/queues'))).queues.find(({ name }) => name === 'Known customers')?.id,
  )
  expect(await faultsOf('a ticket of a queue', noor.page)).toEqual([])

  await ines.goesTo('/settings/workstreams')
  await page.getByRole('link', { name: 'Shop' }).click()
  // As it was when its ticket was routed: since then Mara has logged out.
  await mara.logsOut()
  await mara.isNotSignedIn()
  await trial.getByLabel('A past conversation').check()
  await trial.getByRole('button', { name: 'Try', exact: true }).click()
  await seen(trial.getByRole('heading', { name: 'Rule 1 takes it: Signed in' }))
  await seen(trial.getByText('when the rules sent the ticket to its queue', { exact: false }))
  expect(await faultsOf('a trial on a conversation', page)).toEqual([])
})

/** A live chat that takes codes, and a workstream that sends whoever pays more than a hundred to one queue. */
async function takesCodes({ admin }: Company, known: string, others: string): Promise<void> {
  const action = { kind: 'id_token' as const, issuer: 'https://id.example' }
  const urls = { token_url: 'https://id.example/token', redirect_url: 'https://shop.example/back' }
  const code = { ...urls, client_id: 'shop-chat', client_authentication: 'basic' as const, action }
  const asked = { name: 'Pebblewick sign-in', kind: 'oauth2_code' as const, external_ids: 'own' as const, code }
  const setting = await answered(admin.POST('/admin/v1/authentication-settings', { body: asked }))
  const off = { login_required: false, asks_for_contact: false, multiple_conversations: false }
  const body = { name: 'Live chat', kind: 'omnichannel' as const, origins: [], ...off }
  const { id } = await answered(admin.POST('/admin/v1/channels', { body }))
  const attached = { params: { path: { id } }, body: { setting: setting.id, login_required: false } }
  await answered(admin.PATCH('/admin/v1/channels/{id}', attached))
  const test = { is: 'above' as const, value: 100 }
  const rule = { name: 'Much', conditions: [{ on: 'context' as const, name: 'total', test }], queue: known, priority: 10 }
  const variables = [{ name: 'tier', kind: 'text' as const }, { name: 'total', kind: 'number' as const }]
  const rules = { variables, rules: [rule], fallback: others }
  await answered(admin.POST('/admin/v1/workstreams', { body: { name: 'Chats', channels: [id], rules } }))
}

story('ROU-6: on a channel that takes codes rules are tried on what a code would lead to, and no code is asked for', async ({ cast, company }) => {
  const [known, others] = [await queue(company, 'Known customers', false), await queue(company, 'Everybody else', false)]
  await takesCodes(company, known, others)
  const ines = await cast.administrator(INES, reader('de'))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/workstreams')
  await page.getByRole('link', { name: 'Chats' }).click()
  const trial = page.getByRole('region', { name: 'Regeln ausprobieren' })
  await seen(trial.getByText('Durch das Ausprobieren wäre ein Code verbraucht', { exact: false }))
  await gone(trial.getByLabel('Token (freiwillig)'))
  expect(await faultsOf('a trial on a channel of codes, in German', page)).toEqual([])
  await tabTo(page, 'radio', /nicht angemeldet ist$/, 80)
  await page.keyboard.press('ArrowDown')
  await trial.getByLabel('total', { exact: true }).fill('100.5')
  await page.keyboard.press('Enter')
  await seen(trial.getByRole('heading', { name: 'Regel 1 nimmt es: Much' }))
  expect(await faultsOf('what a code would lead to, in German', page)).toEqual([])
  await trial.getByRole('button', { name: 'Leeren' }).click()
  await trial.getByRole('button', { name: 'Ausprobieren', exact: true }).click()
  await seen(trial.getByRole('heading', { name: 'Keine Regel nimmt es', exact: false }))
  await seen(trial.getByText('Darüber ist nichts bekannt.', { exact: false }))
  // On a channel of tokens one is pasted, as before.
  await trial.getByLabel('Kanal', { exact: true }).selectOption('Pebblewick')
  await seen(trial.getByLabel('Token (freiwillig)'))
})

story('ROU-4, ROU-7: a ticket is taken by hand, a queue is shown by itself, and whoever has the ticket is told where a login would have moved it', async ({
  cast,
  company,
}) => {
  const [known, others] = [await queue(company, 'Known customers', false), await queue(company, 'Everybody else', false)]
  await routes(company, known, others)
  const mara = await cast.visitor()
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Is anybody there?')

  const noor = await cast.agent()
  const { page } = noor
  await seen(noor.line('Is anybody there?').getByText('Everybody else'))
  await page.getByLabel('Queue', { exact: true }).selectOption(known)
  await seen(page.getByText('Nobody is waiting in this queue.', { exact: false }))
  expect(await faultsOf('an empty queue', page)).toEqual([])
  await page.getByLabel('Queue', { exact: true }).selectOption(others)
  await seen(noor.line('Is anybody there?'))
  await page.getByRole('button', { name: 'Take the next' }).click()
  await noor.sees('Is anybody there?')
  await seen(page.getByText('1 of 5 tickets'))
  await page.getByRole('button', { name: 'Take the next' }).click()
  await seen(page.getByText('Nobody is waiting in your queues.'))

  mara.goesToALogin()
  await mara.logsIn('mara')
  await seen(noor.log.getByText('By the rules this ticket would now wait in Known customers.', { exact: false }))
  expect(await faultsOf('a ticket that stays', page)).toEqual([])

  // Somebody else's ticket is taken from its head, and moved to another queue.
  const tomasz = await cast.visitor()
  await tomasz.visits()
  await tomasz.opensTheMessenger()
  await tomasz.writes('And me?')
  await noor.opens('And me?')
  await page.getByRole('button', { name: 'Take', exact: true }).click()
  await gone(page.getByRole('button', { name: 'Take', exact: true }))
  await page.getByRole('combobox', { name: 'Queue', exact: true }).last().selectOption('Known customers')
  const inbox = async () => (await answered(company.admin.GET('/agent/v1/inbox', { params: { query: { queue: known } } }))).tickets
  await expect.poll(async () => (await inbox()).map(({ assignee }) => assignee?.name)).toEqual([NOOR.name])
})

story('ROU-4, ROU-8: a queue has opening hours and members, an agent a capacity; what is wrong is said beside its field, and a queue that is needed is not deleted', async ({
  cast,
  company,
}) => {
  await queue(company, 'Everybody else', true)
  const ines = await cast.administrator(INES, reader('de'))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/queues/new')
  await page.getByLabel('Name', { exact: true }).fill('Everybody else')
  await page.getByRole('radio', { name: 'Zu diesen Zeiten geöffnet' }).check()
  await page.getByLabel('Zeitzone').selectOption('Europe/Zurich')
  await page.getByLabel('Ende der Zeit 1').fill('08:00')
  await page.getByLabel('Feiertage').fill('25.12.2026')
  await page.getByLabel('Was außerhalb dieser Zeiten gesagt wird').fill('Wir sind von neun bis fünf da.')
  await page.getByRole('button', { name: 'Warteschlange anlegen' }).click()
  await seen(page.getByText('Das Ende muss nach dem Anfang liegen.').last())
  expect(await faultsOf('a queue with faults, in German', page)).toEqual([])
  await page.getByLabel('Ende der Zeit 1').fill('17:30')
  await page.getByLabel('Feiertage').fill('2026-12-25')
  await page.getByRole('checkbox', { name: 'Wartenden sagen, wo sie stehen' }).check()
  ines.expectError(/status of 409/)
  await page.getByRole('button', { name: 'Warteschlange anlegen' }).click()
  await seen(page.getByText('Dieser Name ist schon vergeben', { exact: false }))
  await page.getByLabel('Name', { exact: true }).fill('Bekannte')
  await page.getByRole('button', { name: 'Warteschlange anlegen' }).click()
  await seen(page.getByRole('row').filter({ hasText: 'Bekannte' }).filter({ hasText: 'Europe/Zurich' }))
  const { queues } = await answered(company.admin.GET('/admin/v1/queues'))
  const made = queues.find(({ name }) => name === 'Bekannte')
  expect(made).toMatchObject({ closed_text: 'Wir sind von neun bis fünf da.', hours: { holidays: ['2026-12-25'] }, tells_waiting: true })
  expect(made?.hours?.weekly[0]).toEqual({ day: 'monday', from: '09:00', to: '17:30' })

  await routes(company, made?.id ?? '', made?.id ?? '')
  await page.getByRole('link', { name: 'Bekannte' }).click()
  const telling = page.getByRole('checkbox', { name: 'Wartenden sagen, wo sie stehen' })
  expect(await telling.isChecked()).toBe(true)
  await tabTo(page, 'checkbox', /^Wartenden sagen/)
  await page.keyboard.press('Space')
  await page.getByRole('checkbox', { name: NOOR.name }).check()
  await page.getByRole('button', { name: 'Speichern' }).click()
  await seen(page.getByRole('status').filter({ hasText: 'Gespeichert' }))
  const told = async () => (await answered(company.admin.GET('/admin/v1/queues'))).queues.map(({ tells_waiting }) => tells_waiting)
  expect(await told()).toEqual([false, false])
  await page.getByRole('button', { name: 'Warteschlange löschen' }).click()
  await seen(page.getByRole('dialog').getByRole('link', { name: 'Shop' }))
  expect(await faultsOf('a queue that is needed, in German', page)).toEqual([])
  await page.keyboard.press('Escape')
  await ines.goesTo('/settings/queues')
  await page.getByRole('link', { name: 'Everybody else' }).click()
  await page.getByRole('button', { name: 'Warteschlange löschen' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Warteschlange löschen' }).click()
  await seen(page.getByRole('row').filter({ hasText: 'Bekannte' }))
  await gone(page.getByText('Everybody else'))

  await ines.goesTo('/settings/agents')
  const capacity = page.getByLabel(`Kapazität von ${NOOR.name}`)
  await capacity.fill('200')
  await capacity.press('Enter')
  await seen(page.getByText('Geben Sie eine ganze Zahl von 0 bis 100 ein.'))
  expect(await faultsOf('capacities, in German', page)).toEqual([])
  await capacity.fill('3')
  await capacity.press('Enter')
  await seen(page.getByRole('status').filter({ hasText: 'Gespeichert' }))
  const { agents } = await answered(company.admin.GET('/admin/v1/capacities'))
  expect(agents.find(({ agent }) => agent.name === NOOR.name)?.capacity).toBe(3)
})
