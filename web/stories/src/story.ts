import { chromium, type Browser } from 'playwright-core'
import { inject, test } from 'vitest'
import { Cast } from './cast.ts'
import { Company } from './company.ts'
import type { House } from './house.ts'
import type { Engine } from './database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The engine that this project's servers keep their data in. */
    engine: Engine
  }
}

interface Stage {
  $file: { browser: Browser }
  $test: { company: Company; house: House; cast: Cast }
}

/**
 * A story: a test with a company and a server of its own, and a cast that comes and goes with it.
 * A story about another house than a company's gives a `house` of its own.
 * It fails if anybody's browser complained of anything that it did not announce.
 */
export const story = test.extend<Stage>({
  browser: [
    async ({}, use) => {
      const endpoint = inject('chromiums')[Number(process.env['VITEST_POOL_ID']) - 1]
      if (!endpoint) throw new Error('there are more workers than Chromiums')
      const browser = await chromium.connectOverCDP(endpoint)
      await use(browser)
      await browser.close()
    },
    { scope: 'file' },
  ],
  company: async ({}, use) => {
    const company = await Company.open(inject('engine'))
    await use(company)
    await company.close()
  },
  house: async ({ company }, use) => use(company),
  cast: async ({ browser, house, task, onTestFinished }, use) => {
    const cast = new Cast(browser, house)
    const faults: string[] = []
    // Were it thrown below, nobody would end the house.
    onTestFinished(() => {
      if (faults.length > 0) throw new Error(`unannounced errors:\n${faults.join('\n')}`)
    })
    await use(cast)
    if (task.result?.state === 'fail') await cast.pictures(task.name)
    faults.push(...cast.faults())
    await cast.leave()
  },
})
