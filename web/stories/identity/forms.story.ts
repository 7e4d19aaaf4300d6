import { expect } from 'vitest'
import type { Agent } from '../src/agent.ts'
import { violations } from '../src/axe.ts'
import type { Cast } from '../src/cast.ts'
import { INES, type Company, type EmailPolicy } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { hasFocus } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { gone, seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { until } from '../src/until.ts'
import type { Visitor } from '../src/visitor.ts'

const { email } = CUSTOMERS.mara

/** A company with this policy, which asks for addresses. */
async function asksUnder(policy: EmailPolicy, company: Company): Promise<void> {
  await company.chooses(policy)
  await company.asksForContact()
}

/** Somebody who is not signed in writes, and is asked for their address. */
async function stranger(cast: Cast, text: string): Promise<Visitor> {
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.opensTheMessenger()
  await visitor.writes(text)
  await seen(await visitor.contactForm())
  return visitor
}

/** Mara signs in and writes. */
async function signedIn(cast: Cast, text: string): Promise<Visitor> {
  const mara = await cast.visitor()
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes(text)
  await mara.sees(text)
  return mara
}

/** The addresses that an agent sees beside the open conversation, with what they rest on. */
function addresses({ person }: Agent) {
  return person.getByRole('listitem').filter({ hasText: '@' })
}

story('EML-2: an address given by form is its giver’s, not verified, until a token brings it verified for another', async ({
  cast,
  company,
}) => {
  await asksUnder('verified_and_unverified', company)
  const first = await stranger(cast, 'Where is my bowl?')
  await first.gives(email, 'Mara')
  await first.sees(`Mara\n${email}`)
  const noor = await cast.agent()
  await noor.opens(/Mara/)
  await seen(noor.message(email).getByText('Typed by the person, not verified'))
  await seen(addresses(noor).filter({ hasText: email }).getByText('Given in a form, not verified'))
  const one = await company.books.only()
  expect(one).toMatchObject({ externalId: null, mark: 'not_verified' })

  const second = await cast.visitor()
  await second.visits()
  await second.logsIn('mara')
  await second.opensTheMessenger()
  await second.isSignedIn('mara')
  expect(await second.reads()).toEqual([])
  await second.writes('And my vase?')
  await second.sees('And my vase?')
  await noor.goesTo('/inbox')
  await noor.opens('And my vase?')
  await seen(addresses(noor).filter({ hasText: email }).getByText('Verified by the token'))
  const [still, two] = await company.books.open()
  expect(two).toMatchObject({ externalId: 'usr_48213', mark: 'verified_now', said: ['verified_when_written: And my vase?'] })
  expect(two?.user).not.toBe(one?.user)
  expect(still).toEqual(one)
  // User 1 has none any more; what was typed stays where it was typed.
  await noor.opens(/Visitor/)
  await seen(noor.message(email))
  await gone(addresses(noor))
})

story('EML-3: somebody who gives an address that is verified for another gets nothing of theirs', async ({ cast, company }) => {
  await asksUnder('verified_and_unverified', company)
  const mara = await signedIn(cast, 'My secret.')
  expect(await (await mara.contactForm()).count()).toBe(0)

  const other = await stranger(cast, 'It is me, Mara.')
  await other.gives(email)
  await other.sees(email)
  await other.page.reload()
  await other.opensTheMessenger()
  await other.sees(email)
  expect((await other.reads()).join('\n')).not.toContain('My secret.')
  const noor = await cast.agent()
  await noor.opens(email)
  await seen(noor.message(email).getByText('Typed by the person, not verified'))
  await gone(addresses(noor))
  const [two, three] = await company.books.open()
  expect(two).toMatchObject({ externalId: 'usr_48213', mark: 'verified_now' })
  expect(three).toMatchObject({ externalId: null, mark: 'not_verified' })
  await noor.opens('My secret.')
  await seen(addresses(noor).filter({ hasText: email }).getByText('Verified by the token'))
})

/** Somebody verified, who is away, and who claimed their address meanwhile, with what the server holds of both before. */
async function claimed(cast: Cast, company: Company) {
  await asksUnder('anyone_may_claim', company)
  const owner = await signedIn(cast, 'My secret.')
  const before = await until('the server to have it', () => company.books.only())
  await owner.logsOut()
  await owner.isNotSignedIn()
  const claimer = await stranger(cast, 'It is me, Mara.')
  await claimer.gives(email)
  await claimer.sees(email)
  return { owner, claimer, before }
}

/** What an agent sees of an address that was claimed: of its claimer, and of its owner. */
async function seesTheClaim(noor: Agent): Promise<void> {
  await noor.goesTo('/inbox')
  await noor.opens(email)
  await seen(noor.message(email).getByText('Typed by the person, not verified'))
  await seen(addresses(noor).filter({ hasText: email }).getByText('Unreliable: given in a form'))
  await noor.opens('My secret.')
  await seen(noor.message('My secret.').getByRole('button', { name: 'Verified' }))
  await gone(addresses(noor))
}

/** What an agent sees once it went back. */
async function seesItGoneBack(noor: Agent): Promise<void> {
  await noor.goesTo('/inbox')
  await noor.opens(/Visitor/)
  await seen(noor.message(email).getByText('Typed by the person, not verified'))
  await gone(addresses(noor))
  await noor.opens('My secret.')
  await seen(addresses(noor).filter({ hasText: email }).getByText('Verified by the token'))
}

story('EML-5: what is claimed of somebody who is away is unreliable, moves nothing, and goes back when they sign in', async ({
  cast,
  company,
}) => {
  const { owner, claimer, before } = await claimed(cast, company)
  // The claimer learns nothing, now or later.
  await claimer.page.reload()
  await claimer.opensTheMessenger()
  await claimer.sees(email)
  await claimer.isNotSignedIn()
  expect((await claimer.reads()).join('\n')).not.toMatch(/My secret|Lindqvist/)
  const noor = await cast.agent()
  await seesTheClaim(noor)
  const [away, other] = await company.books.open()
  expect(away).toMatchObject({ user: before.user, externalId: 'usr_48213', said: before.said, tickets: before.tickets })
  expect(other).toMatchObject({ externalId: null, mark: 'not_verified' })
  expect(other?.said.join('\n')).not.toMatch(/verified_when|secret/)

  // An agent who would attach it to its owner hears why nothing comes of it, and what to do.
  await noor.person.getByRole('button', { name: 'Add address…' }).click()
  const dialog = noor.page.getByRole('dialog', { name: 'Add an address for Mara Lindqvist' })
  await dialog.getByLabel('Email address').fill(email)
  noor.expectError(/status of 409.*\/emails/)
  await dialog.getByRole('button', { name: 'Add address' }).click()
  await seen(dialog.getByText('somebody who was not signed in claimed it since'))
  await expect.poll(() => hasFocus(noor.page, 'textbox', /^Email address$/)).toBe(true)
  await seen(dialog.getByText('It was claimed by'))
  expect(await dialog.getByRole('button', { name: /merge/ }).count()).toBe(0)
  expect(await violations(noor.page)).toEqual([])
  await dialog.getByRole('link', { name: 'Open their conversation' }).click()
  await gone(dialog)

  // Whoever looks at the claimer sees it go, without asking anew.
  await noor.opens(/Visitor/)
  await seen(addresses(noor).filter({ hasText: email }))
  await owner.logsIn('mara')
  await owner.isSignedIn('mara')
  await gone(addresses(noor))
  await owner.sees('My secret.')
  expect((await owner.reads()).join('\n')).not.toContain('It is me')
  await seesItGoneBack(noor)
  const [back, still] = await company.books.open()
  expect(back).toMatchObject({ user: before.user, mark: 'verified_now', said: before.said, tickets: before.tickets })
  expect(still).toEqual(other)
})

story('EML-5: what was claimed goes back when the policy changes, and its owner need not be there', async ({ cast, company }) => {
  const { before } = await claimed(cast, company)
  const noor = await cast.agent()
  await seesTheClaim(noor)
  const books = await company.books.open()
  const ines = await cast.administrator(INES)
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/email-policy')
  await page.getByRole('radio', { name: /^Verified and unverified/ }).check()
  const preview = page.getByRole('region', { name: 'What changes with “Verified and unverified”' })
  await seen(preview.getByRole('row').filter({ hasText: email }).getByText('Goes back to Mara Lindqvist'))
  expect(await faultsOf('what goes back', page)).toEqual([])
  await page.getByRole('button', { name: 'Switch and give back 1 address' }).click()
  await seen(page.getByRole('status').filter({ hasText: '“Verified and unverified” is in force.' }))
  await seesItGoneBack(noor)
  expect(await company.books.open()).toEqual(books)
  expect(books[0]?.said).toEqual(before.said)
})

story('SEE-5: the form is filled in by keyboard, checked while it is typed, and can be declined', async ({ cast, company }) => {
  await company.asksForContact()
  const visitor = await stranger(cast, 'Where is my order?')
  const { page } = visitor
  const form = await visitor.contactForm()
  await form.getByLabel(/^Name/).focus()
  await page.keyboard.type('Mara')
  await page.keyboard.press('Tab')
  await page.keyboard.type('mara@')
  await page.keyboard.press('Enter')
  await seen(form.getByText('This is not a complete email address'))
  await expect.poll(() => hasFocus(page, 'textbox', /^Email address$/)).toBe(true)
  await page.keyboard.type('mail.example')
  await gone(form.getByText('This is not a complete email address'))
  await page.keyboard.press('Enter')
  await gone(form)
  await visitor.sees('Mara\nmara@mail.example')

  const other = await stranger(cast, 'And mine?')
  await (await other.contactForm()).getByRole('button', { name: 'Not now' }).click()
  await gone(await other.contactForm())
  await other.page.reload()
  await other.opensTheMessenger()
  await other.sees('And mine?')
  expect(await (await other.contactForm()).count()).toBe(0)
})

for (const language of ['en', 'de'] as const) {
  story(`SEE-5: the form is without barriers, light and dark, on desks and phones: ${language}`, async ({ cast, company }) => {
    await company.asksForContact()
    const visitor = await cast.visitor(reader(language))
    await visitor.visits()
    await visitor.opensTheMessenger()
    await visitor.writes('Where is my order?')
    const form = await visitor.contactForm()
    await seen(form)
    const messenger = await visitor.messenger()
    expect(await faultsOf('form', visitor.page, messenger)).toEqual([])
    await form.getByRole('button', { name: /^(Send|Senden)$/ }).click()
    expect(await faultsOf('form with a fault', visitor.page, messenger)).toEqual([])
  })
}
