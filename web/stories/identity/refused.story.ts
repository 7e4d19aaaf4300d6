import jwt from 'jsonwebtoken'
import { expect } from 'vitest'
import { answered } from '../src/api.ts'
import { INES } from '../src/company.ts'
import { CUSTOMERS, type Customer } from '../src/customers.ts'
import { seen } from '../src/person.ts'
import { inSeconds, sign, type SigningKey } from '../src/shop.ts'
import { story } from '../src/story.ts'

/** Backends that make a mistake, and what the page is told of it. */
const MISTAKES: Record<string, (customer: Customer, key: SigningKey) => string> = {
  token_expired: (customer, key) => sign(customer, key, { exp: inSeconds(-3600) }),
  signature_invalid: (customer, key) => sign(customer, { ...key, secret: 'A'.repeat(43) }),
  kid_unknown: (customer, key) => sign(customer, { ...key, id: `app_${'0'.repeat(24)}` }),
  external_id_invalid: (customer, key) => sign(customer, key, { external_id: 48213 }),
  token_malformed: (customer) => JSON.stringify(customer),
  alg_not_allowed: (customer, key) =>
    jwt.sign({ external_id: customer.id, scope: 'user' }, key.secret, { algorithm: 'HS512', keyid: key.id }),
}

for (const [reason, token] of Object.entries(MISTAKES)) {
  story(`SES-6: ${reason} is told to the page with type, reason and words, and the visitor writes unverified`, async ({
    cast,
    company,
  }) => {
    const { shop, key, books } = company
    shop.token = (customer) => token(customer, key)
    const mara = await cast.visitor()
    mara.expectError(/status of 401.*client\/v1\/login/)
    await mara.visits()
    await mara.logsIn('mara')
    await expect
      .poll(() => mara.heard())
      .toEqual([{ login: { type: 'LoginFailedError', reason, message: expect.stringMatching(/\w+ \w+/) } }])

    await mara.opensTheMessenger()
    await mara.isNotSignedIn()
    await mara.writes('Then I write like this.')
    await expect.poll(() => books.only()).toMatchObject({
      externalId: null,
      mark: 'not_verified',
      said: ['not_verified: Then I write like this.'],
    })
  })
}

story('SEE-6: the login log says in words what was wrong, and holds no token', async ({ cast, company }) => {
  const { shop, key } = company
  const mistakes = [{ external_id: 48213 }, { exp: inSeconds(-3600) }]
  const tokens = mistakes.map((claims) => sign(CUSTOMERS.mara, key, claims))
  shop.token = () => tokens[shop.asked - 1] ?? sign(CUSTOMERS.mara, key)
  const mara = await cast.visitor()
  mara.expectError(/status of 401.*client\/v1\/login/)
  await mara.visits()
  for (const tries of [1, 2, 3]) {
    await mara.logsIn('mara')
    await expect.poll(() => mara.heard()).toHaveLength(tries)
  }

  const ines = await cast.administrator(INES)
  await ines.signsIn()
  // Refusals are written down once a second.
  await expect
    .poll(async () => {
      await ines.goesTo('/settings/login-log')
      await seen(ines.page.getByRole('heading', { name: 'Login log' }))
      return ines.page.getByRole('row').filter({ hasText: 'Refused' }).count()
    })
    .toBe(2)
  await seen(ines.page.getByRole('row').filter({ hasText: 'Accepted' }).getByText('usr_48213'))
  await seen(ines.page.getByRole('row').filter({ hasText: 'The external id cannot name a person.' }))
  await seen(ines.page.getByRole('row').filter({ hasText: 'The token has expired.' }))
  for (const token of tokens) expect(await ines.page.content()).not.toContain(token.split('.')[1])
})

story('SES-6: a channel that requires a login takes words from nobody else', async ({ cast, company }) => {
  const { admin, channel, books } = company
  const change = { params: { path: { id: channel.id } }, body: { login_required: true } }
  await answered(admin.PATCH('/admin/v1/channels/{id}', change))
  const mara = await cast.visitor()
  await mara.visits()
  await mara.calls('messenger', 'open')
  await seen((await mara.messenger()).getByText('Please sign in on this website first. Then you can write here.'))
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await mara.writes('Now I may.')
  await expect.poll(() => books.only()).toMatchObject({ said: ['verified_when_written: Now I may.'] })
})
