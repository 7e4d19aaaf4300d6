import { inject } from 'vitest'
import type { Account } from './company.ts'
import type { House } from './house.ts'
import { freePort } from './port.ts'
import { Server } from './server.ts'
import { story } from './story.ts'

/** The demo, as its command opens it: a shop with customers, conversations, and people who answer. */
export interface Demo extends House {
  server: Server
  agent: Account
  administrator: Account
}

/** A story in a demo of its own. */
export const demoStory = story.extend<{ house: Demo }>({
  house: async ({}, use) => {
    const further = ['--demo', '--demo-listen', `127.0.0.1:${await freePort()}`]
    const server = await Server.start({ engine: inject('engine'), arguments: further })
    const said = await server.fact('demo')
    await use({
      server,
      shop: { origin: String(said['shop']) },
      agent: { name: 'Noor Haddad', ...(said['agent'] as { email: string; password: string }) },
      administrator: { name: 'Ines Okafor', ...(said['administrator'] as { email: string; password: string }) },
    })
    await server.end()
  },
})
