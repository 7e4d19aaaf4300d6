import { expect } from 'vitest'
import { story } from '../src/story.ts'

story('what a frame stores under one site is not there under another, as in the field', async ({ cast, company }) => {
  const { shop } = company
  // The same server is of another site by its name than by its number.
  const embedded = shop.origin.replace('127.0.0.1', 'localhost')
  shop.files.set('/embedded', { type: 'text/html', body: '<p>stores something</p>' })
  shop.files.set('/embedding', { type: 'text/html', body: `<iframe src="${embedded}/embedded"></iframe>` })
  const { page } = await cast.visitor()

  await page.goto(`${shop.origin}/embedding`)
  await page.frameLocator('iframe').getByText('stores something').waitFor()
  const frame = page.frames().find((one) => one.url() === `${embedded}/embedded`)
  await frame?.evaluate(() => localStorage.setItem('mark', 'under the shop'))
  expect(await frame?.evaluate(() => localStorage.getItem('mark'))).toBe('under the shop')

  await page.goto(`${embedded}/embedded`)
  expect(await page.evaluate(() => localStorage.getItem('mark'))).toBeNull()
})
