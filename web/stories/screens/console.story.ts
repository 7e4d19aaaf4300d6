import { expect } from 'vitest'
import { demoStory } from '../src/demo.ts'
import { faultsOf, look, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { consoleWords, LANGUAGES } from '../src/words.ts'

for (const language of LANGUAGES) {
  const t = consoleWords(language)

  demoStory(`the inbox is without barriers in light and dark, on desks and phones: ${language}`, async ({
    cast,
    house,
  }) => {
    const noor = await cast.agent(house.agent, reader(language))
    const { page } = noor
    const faults: string[] = []
    const check = async (name: string) => void faults.push(...(await faultsOf(name, page)))

    await noor.goesTo('/inbox?view=mine')
    await seen(page.getByText(t('queue.empty.mine')))
    await check('empty inbox')
    await noor.goesTo('/inbox?view=open')
    await noor.line('Tomasz Wiele').waitFor()
    await check('inbox')
    await noor.line('Tomasz Wiele').getByRole('link').click()
    await seen(page.getByText('I have logged in now'))
    await check('conversation')
    await page.getByRole('button', { name: t('mark.verified_when_written') }).first().click()
    await seen(page.getByRole('dialog'))
    await check('why')
    await page.keyboard.press('Escape')
    await page.locator('body').press('?')
    await seen(page.getByRole('dialog', { name: t('keys.title') }))
    await check('keys')
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: t('ticket.status') }).selectOption({ label: t('status.closed') })
    await seen(page.getByRole('button', { name: t('close.do') }))
    await check('closing')
    await page.getByRole('button', { name: t('close.cancel') }).click()
    // On a desk the person stands beside the conversation.
    await look(page, { scheme: 'light', size: 'phone' })
    await page.getByRole('button', { name: t('conversation.person'), exact: true }).click()
    await seen(page.getByRole('dialog'))
    await check('person')
    expect(faults).toEqual([])
  })

  demoStory(`settings and first steps are without barriers, light and dark, on desks and phones: ${language}`, async ({
    cast,
    house,
  }) => {
    const ines = await cast.agent(house.administrator, reader(language))
    const { page } = ines
    const faults: string[] = []
    const check = async (name: string) => void faults.push(...(await faultsOf(name, page)))

    await ines.goesTo('/settings/keys')
    await seen(page.getByText('pebblewick-shop').first())
    await check('keys')
    await page.getByRole('button', { name: t('key.create') }).click()
    await seen(page.getByLabel(t('key.name')))
    await check('naming a key')
    await page.getByLabel(t('key.name')).fill('shop-2027')
    await page.getByRole('dialog').getByRole('button', { name: t('key.create') }).click()
    await seen(page.getByRole('button', { name: t('key.hide') }))
    await check('secret')
    await page.getByRole('button', { name: t('key.hide') }).click()
    await seen(page.getByText(t('key.not_copied_title')))
    await check('secret not copied')
    await page.getByRole('button', { name: t('key.hide') }).click()
    await page.getByRole('button', { name: t('signing_keys.delete') }).first().click()
    await seen(page.getByRole('button', { name: t('delete_key.submit') }))
    await check('deleting a key')
    await ines.goesTo('/settings/channels')
    await seen(page.getByText('Pebblewick').first())
    await check('channels')
    await page.getByRole('link', { name: 'Pebblewick' }).first().click()
    await seen(page.getByLabel(t('channel.origins')))
    await check('channel')
    await ines.goesTo('/settings/login-log')
    await seen(page.getByText('usr_').first())
    await check('login log')

    for (const step of ['channel', 'snippet', 'key', 'token', 'team']) {
      await ines.goesTo(`/first-steps?step=${step}`)
      await seen(page.getByRole('heading', { level: 1 }))
      await check(`first steps, ${step}`)
    }
    expect(faults).toEqual([])
  })

  demoStory(`the way in is without barriers in light and dark, on desks and phones: ${language}`, async ({
    cast,
    house,
  }) => {
    const visitor = await cast.visitor(reader(language))
    const { page } = visitor
    const faults: string[] = []
    const check = async (name: string) => void faults.push(...(await faultsOf(name, page)))
    await page.goto(`${house.server.url}/sign-in`)
    await page.getByRole('button', { name: t('sign_in.submit') }).click()
    await seen(page.getByRole('link', { name: t('fault.password_missing') }))
    await check('sign-in with faults')
    await page.goto(`${house.server.url}/setup`)
    await seen(page.getByText(t('setup.no_link_title')))
    await check('setup without a link')
    await page.goto(`${house.server.url}/setup#whatever`)
    await page.reload()
    await check('setup')
    expect(faults).toEqual([])
  })
}
