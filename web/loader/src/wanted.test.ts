import { expect, it } from 'vitest'
import * as wanted from './wanted.ts'

it('takes what the calls take', () => {
  expect(wanted.locale('pt-br')).toBe('pt-BR')
  expect(wanted.zIndex(-1)).toBe(-1)
  expect(wanted.cookies('functional')).toBe('functional')
  expect(wanted.content({ content: ' hello ' })).toBe(' hello ')
  const fields = [{ id: 'plan', value: 'gold' }, { id: 'cart', value: 2.5 }, { id: 'member', value: false }]
  expect(wanted.fields(fields)).toEqual(fields)
  expect(wanted.tags(['checkout', 'größe', '👟'.repeat(80)])).toHaveLength(3)
  expect(wanted.perhapsCallback(null, 'it')).toBeUndefined()
})

it('passes on nothing but the id and the value of a field', () => {
  expect(wanted.fields([{ id: 'plan', value: 1, verified: true }])).toEqual([{ id: 'plan', value: 1 }])
})

it('understands what pages written for the system replaced say of cookies', () => {
  expect([wanted.cookies(true), wanted.cookies(false)]).toEqual(['all', 'none'])
})

it.each<[string, () => unknown, string]>([
  ['an object where a callback belongs', () => wanted.callback({}, 'it'), 'it must be a function, but is an object.'],
  ['a list where a callback may be', () => wanted.perhapsCallback([], 'it'), 'it must be a function, but is a list.'],
  ['a missing callback', () => wanted.callback(undefined, 'it'), 'it must be a function, but is missing.'],
  ['a locale that is no tag', () => wanted.locale('Deutsch bitte'), 'but is "Deutsch bitte".'],
  ['a locale that is a number', () => wanted.locale(7), 'but is 7.'],
  ['a layer as text', () => wanted.zIndex('5'), 'zIndex must be a whole number, but is "5".'],
  ['half a layer', () => wanted.zIndex(1.5), 'but is 1.5.'],
  ['a kind of cookies that there is not', () => wanted.cookies('some'), 'but is "some".'],
  ['fields as an object', () => wanted.fields({ plan: 1 }), 'must be a list of {id, value}, but is an object.'],
  ['a field with a number as id', () => wanted.fields([{ id: 1, value: 1 }]), 'conversationFields[0].id must be'],
  ['a field with a long id', () => wanted.fields([{ id: 'x'.repeat(129), value: 1 }]), '1 to 128 characters'],
  ['a field without a value', () => wanted.fields([{ id: 'a', value: 1 }, { id: 'b' }]), 'conversationFields[1].value'],
  ['a field that is not a number', () => wanted.fields([{ id: 'a', value: Number.NaN }]), 'but is NaN.'],
  ['51 fields', () => wanted.fields(Array(51).fill({ id: 'a', value: 1 })), 'may have 50 entries, but has 51.'],
  ['a tag with a space', () => wanted.tags(['two words']), '1 to 80 characters without spaces'],
  ['an empty tag', () => wanted.tags(['']), 'but is "".'],
  ['a long tag', () => wanted.tags(['x'.repeat(81)]), '1 to 80 characters'],
  ['a message that is text alone', () => wanted.content('hello'), 'a message must be {content: "…"}'],
  ['a blank message', () => wanted.content({ content: ' ' }), 'but its content is " ".'],
])('%s is refused in words', (_what, check, words) => {
  expect(check).toThrow(wanted.Wrong)
  expect(check).toThrow(words)
})
