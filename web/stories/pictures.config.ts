import { defineConfig } from 'vitest/config'
import { PATIENCE } from './src/until.ts'

/** `npm run pictures`: draws the pictures of docs/pictures anew. */
export default defineConfig({
  test: {
    include: ['pictures/*.picture.ts'],
    provide: { engine: 'sqlite' },
    globalSetup: './src/chromium.setup.ts',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    retry: 0,
    expect: { poll: { timeout: PATIENCE, interval: 50 } },
  },
})
