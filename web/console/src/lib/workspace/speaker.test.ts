import { expect, test } from 'vitest'
import { said } from './sample.ts'
import { speakerOf } from './speaker.ts'

const noor = { kind: 'agent', id: 'agent-noor', name: 'Noor Haddad' }

test('eml_11 a mail is called one, and a note is called one', () => {
  const speaker = (over: Parameters<typeof said>[1]) => speakerOf(said(0, over), 'agent-noor')
  expect(speaker({})).toBe('user')
  expect(speaker({ author: noor, kind: 'follow_up', visibility: 'agents' })).toBe('email')
  expect(speaker({ author: noor, visibility: 'agents' })).toBe('note')
  expect(speaker({ author: noor })).toBe('me')
  expect(speaker({ author: { ...noor, id: 'agent-ines' } })).toBe('colleague')
  expect(speaker({ author: { kind: 'system' } })).toBe('system')
  expect(speaker({ author: { kind: 'system' }, kind: 'ticket_stays', visibility: 'agents' })).toBe('system')
})
