import { defineConfig } from 'vitest/config'
import { SHARED_POSTGRES, type Engine } from './src/database.ts'
import { PATIENCE } from './src/until.ts'

/** The stories on one engine. They do not extend what is set for the whole run, or each would start browsers of its own. */
function project(engine: Engine, include: string[]) {
  return {
    test: {
      name: engine,
      include,
      provide: { engine },
      testTimeout: 180_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: PATIENCE, interval: 50 } },
    },
  }
}

// Who somebody is is decided and stored, so it is told on both engines; pages and screens do not depend on them.
const projects = [project('sqlite', ['{identity,page,screens}/*.story.ts'])]
if (process.env[SHARED_POSTGRES]) projects.push(project('postgresql', ['identity/*.story.ts']))

export default defineConfig({
  test: {
    projects,
    globalSetup: './src/chromium.setup.ts',
    maxWorkers: 2,
  },
})
