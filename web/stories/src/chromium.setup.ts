import type { TestProject } from 'vitest/node'
import { startChromium } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where each worker's Chromium is reached: the first worker's first. */
    chromiums: string[]
  }
}

/** Starts a Chromium for each worker of the run, and ends them after it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const workers = project.vitest.config.maxWorkers
  const chromiums = await Promise.all(Array.from({ length: workers }, startChromium))
  project.provide(
    'chromiums',
    chromiums.map(({ endpoint }) => endpoint),
  )
  return async () => {
    await Promise.all(chromiums.map((chromium) => chromium.end()))
  }
}
