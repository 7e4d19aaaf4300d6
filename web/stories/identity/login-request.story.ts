import { expect } from 'vitest'
import { tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'

story('SEE-10: an agent asks somebody to sign in; the messenger shows it, the page hears of it, and the transcript notes it', async ({
  cast,
  company,
}) => {
  const { books } = company
  const mara = await cast.visitor(reader('en'))
  await mara.visits()
  const told = async () => (await mara.page.evaluate(() => (window as unknown as { requested: number }).requested)) ?? 0
  await mara.page.evaluate(() => {
    const page = window as unknown as { requested: number; zE: (...call: unknown[]) => void }
    page.requested = 0
    page.zE('messenger:on', 'loginRequested', () => (page.requested += 1))
  })
  await mara.opensTheMessenger()
  await mara.writes('My order has not come.')
  await expect.poll(() => books.only()).toMatchObject({ mark: 'not_verified' })

  const noor = await cast.agent()
  await noor.opens('My order has not come.')
  await tabTo(noor.page, 'button', /^Ask to sign in$/)
  await noor.page.keyboard.press('Enter')
  await seen(noor.log.getByText('Noor Haddad asked to sign in'))
  await seen(noor.person.getByText(/^asked /))
  expect(await faultsOf('the workspace after asking', noor.page)).toEqual([])

  const messenger = await mara.messenger()
  await seen(messenger.getByText('Please sign in, so that we can see that it is you.'))
  await expect.poll(told).toBe(1)
  expect(await faultsOf('the messenger asking', mara.page, messenger)).toEqual([])
  await messenger.getByRole('button', { name: 'Sign in' }).click()
  await expect.poll(told).toBe(2)

  mara.goesToALogin()
  await mara.logsIn('mara')
  await mara.isSignedIn('mara')
  await expect.poll(() => messenger.getByText('Please sign in, so').count()).toBe(0)
  await seen(noor.person.getByText('Verified now').first())
  await expect.poll(() => noor.person.getByRole('button', { name: 'Ask to sign in' }).count()).toBe(0)
  await noor.page.reload()
  await seen(noor.log.getByText('Noor Haddad asked to sign in'))
})
