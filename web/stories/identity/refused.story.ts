import jwt from 'jsonwebtoken'
import { expect } from 'vitest'
import type { Customer } from '../src/customers.ts'
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
  story(`SES-6, TOK: ${reason} is told to the page with type, reason and words, and the visitor can write, unverified`, async ({
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
