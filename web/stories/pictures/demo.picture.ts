import { answered, api } from '../src/api.ts'
import type { Account } from '../src/company.ts'
import { CUSTOMERS } from '../src/customers.ts'
import { demoStory, type Demo } from '../src/demo.ts'
import { reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { draw } from '../src/picture.ts'
import { sign } from '../src/shop.ts'

demoStory('messenger and workspace', async ({ cast, house }) => {
  const noor = await cast.agent(house.agent, reader('en'))
  const mara = await cast.visitor(reader('en'))
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.writes('Can I still change the address of order 1042?')
  await noor.opens('Can I still change the address')
  await noor.answers('Gladly. Please log in to the shop first, then I can see your orders.')
  await noor.notes('An order number alone is no proof.')
  await mara.sees('Gladly. Please log in to the shop first, then I can see your orders.')

  mara.goesToALogin()
  await mara.page.getByRole('link', { name: 'Log in as Mara' }).click()
  await mara.page.getByRole('button', { name: 'Log in as Mara' }).click()
  await seen(mara.page.getByRole('link', { name: 'Mara’s account' }))
  await mara.visits()
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('There, I am in. Could it go to the pickup point on Lindenweg instead?')
  await noor.sees('There, I am in.')
  await noor.answers('Of course, Mara. I have changed it.')
  await mara.sees('Of course, Mara. I have changed it.')
  await draw('messenger', mara.page)

  await noor.message('There, I am in.').getByRole('button', { name: 'Verified' }).click()
  await seen(noor.page.getByRole('dialog', { name: 'Verified when written' }))
  await draw('workspace', noor.page)
})

/** Two logins that the shop's server got wrong, for the log to explain. */
async function mistakes(house: Demo): Promise<void> {
  const anybody = api(house.server.url)
  const { session } = await answered(anybody.POST('/agent/v1/sign-in', { body: signInOf(house.administrator) }))
  const admin = api(house.server.url, session.token)
  const [channel] = (await answered(admin.GET('/admin/v1/channels'))).channels
  const [key] = (await answered(admin.GET('/admin/v1/keys'))).keys
  if (!channel || !key) throw new Error('a demo has a channel and a key')
  const forged = sign(CUSTOMERS.mara, { id: key.id, secret: 'decoded-first' })
  const unknown = sign(CUSTOMERS.mara, { id: `app_${'0'.repeat(24)}`, secret: 'of-another-installation' })
  for (const [at, token] of [forged, unknown].entries()) {
    const body = { channel: channel.public_key, token, login_id: `mistake-${at}` }
    const { response } = await api(house.server.url).POST('/client/v1/login', { body })
    if (response.status !== 401) throw new Error('a forged token was accepted')
  }
}

function signInOf({ email, password }: Account): { email: string; password: string } {
  return { email, password }
}

demoStory('first steps, keys and login log', async ({ cast, house }) => {
  await mistakes(house)
  const ines = await cast.agent(house.administrator, reader('en'))
  const { page } = ines
  await ines.goesTo('/first-steps?step=token')
  const arrival = page.getByRole('heading', { name: 'The first verified login is here' })
  await seen(arrival)
  await seen(page.getByText('The signature does not match the secret.'))
  await draw('first-steps', page, arrival)
  await ines.goesTo('/settings/keys')
  await seen(page.getByText('pebblewick-shop').first())
  await draw('keys', page)
  await ines.goesTo('/settings/login-log')
  await page.getByRole('row').filter({ hasText: 'The signature does not match' }).getByRole('button').click()
  await seen(page.getByText('signature_invalid'))
  await draw('login-log', page)
})
