import { expect, test } from 'vitest'
import { keysOf, type NamedKey, type Session } from './sessions.ts'

const [shop, app] = [{ id: 'app_1', name: 'shop' }, { id: 'app_2', name: 'app' }]

function session(key: NamedKey | null): Session {
  return { id: '', device: '', agent_text: '', channel: '', kind: '', opened_at: '', expires_at: '', key }
}

test('each key is named once, and somebody anonymous has none', () => {
  expect(keysOf([])).toEqual([])
  expect(keysOf([session(shop), session(null), session(app), session({ ...shop })])).toEqual([shop, app])
})
