import { expect } from 'vitest'
import { answered } from '../src/api.ts'
import { INES, type Company } from '../src/company.ts'
import { hasFocus, tabTo } from '../src/keyboard.ts'
import { faultsOf, reader } from '../src/looks.ts'
import { seen } from '../src/person.ts'
import { story } from '../src/story.ts'
import { consoleWords, LANGUAGES } from '../src/words.ts'

/** A workstream with a rule of every kind of condition that there is. */
async function full({ admin, channel }: Company): Promise<void> {
  const made = await Promise.all(
    ['Known customers', 'Everybody else'].map((name) =>
      answered(admin.POST('/admin/v1/queues', { body: { name, pushes: true, hours: null, closed_text: null, members: [] } })),
    ),
  )
  const [known, others] = made.map(({ id }) => id)
  const { brands } = await answered(admin.GET('/admin/v1/brands'))
  const body = {
    name: 'Shop',
    channels: [channel.id],
    rules: {
      variables: [{ name: 'tier', kind: 'text' as const }, { name: 'total', kind: 'number' as const }],
      rules: [
        {
          name: 'Gold',
          queue: known ?? '',
          priority: 10,
          conditions: [
            { on: 'context' as const, name: 'tier', test: { is: 'one_of' as const, values: ['gold', 'platinum'] } },
            { on: 'context' as const, name: 'total', test: { is: 'above' as const, value: '1000' } },
            { on: 'authenticated' as const, is: true },
            { on: 'proof' as const, kind: 'signing_keys' },
            { on: 'page_tag' as const, tag: 'vip' },
            { on: 'page_field' as const, id: 'department', test: { is: 'one_of' as const, values: ['Returns', 'Sales'] } },
            { on: 'channel' as const, id: channel.id },
            { on: 'brand' as const, id: brands[0]?.id ?? '' },
            { on: 'language' as const, tag: 'pt-BR' },
            { on: 'hours' as const, queue: known ?? '', open: true },
          ],
        },
        { name: 'Signed in', queue: known ?? '', priority: 0, conditions: [{ on: 'authenticated' as const, is: true }] },
      ],
      fallback: others ?? '',
    },
  }
  await answered(admin.POST('/admin/v1/workstreams', { body }))
}

for (const language of LANGUAGES) {
  const t = consoleWords(language)

  story(`ROU-2: rules with every condition are shown, wrong ones say what is wrong beside them: ${language}`, async ({ cast, company }) => {
    await full(company)
    const ines = await cast.administrator(INES, reader(language))
    const { page } = ines
    await ines.signsIn()
    await ines.goesTo('/settings/workstreams')
    await page.getByRole('link', { name: 'Shop' }).click()
    const gold = page.getByRole('button', { name: /Gold/ }).first()
    await gold.click()
    await seen(page.getByLabel(t('rules.priority')))
    expect(await faultsOf('every condition', page)).toEqual([])
    const before = (await answered(company.admin.GET('/admin/v1/workstreams'))).workstreams
    await page.getByRole('button', { name: t('routing.save'), exact: true }).click()
    await seen(page.getByRole('status').filter({ hasText: t('routing.saved') }))
    expect((await answered(company.admin.GET('/admin/v1/workstreams'))).workstreams).toEqual(before)

    await page.getByLabel(t('conditions.tag'), { exact: true }).fill('two words')
    await page.getByLabel(t('conditions.field'), { exact: true }).fill('')
    await page.getByLabel(t('rules.priority')).fill('101')
    await page.getByRole('button', { name: t('routing.save'), exact: true }).click()
    await seen(page.getByText(t('fault.tag_invalid')).last())
    await seen(page.getByText(t('fault.field_missing')).last())
    expect(await faultsOf('rules with faults', page)).toEqual([])
  })
}

story('ROU-2: rules are moved, taken away and brought back with the keyboard alone', async ({ cast, company }) => {
  await full(company)
  const ines = await cast.administrator(INES, reader('en'))
  const { page } = ines
  await ines.signsIn()
  await ines.goesTo('/settings/workstreams')
  await page.getByRole('link', { name: 'Shop' }).click()
  await seen(page.getByRole('button', { name: 'Move Gold down' }))
  await tabTo(page, 'button', /^Move Gold down$/)
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(page, 'button', /^Move Gold up$/)).toBe(true)
  await seen(page.getByText('Gold is now 2 of 2.'))
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(page, 'button', /^Move Gold down$/)).toBe(true)
  await page.keyboard.press('Space')
  await tabTo(page, 'button', /^Remove Gold$/)
  await page.keyboard.press('Enter')
  await expect.poll(() => hasFocus(page, 'button', /^Add rule$/)).toBe(true)
  await tabTo(page, 'button', /^Undo$/)
  await page.keyboard.press('Enter')
  await tabTo(page, 'button', /^Save$/)
  await page.keyboard.press('Enter')
  await seen(page.getByRole('status').filter({ hasText: 'Saved' }))
  const { workstreams } = await answered(company.admin.GET('/admin/v1/workstreams'))
  expect(workstreams[0]?.rules.rules.map(({ name, conditions }) => [name, conditions.length])).toEqual([['Signed in', 1], ['Gold', 10]])
})
