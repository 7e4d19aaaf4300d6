import { expect, it, test } from 'vitest'
import { nameOf, withoutSeals } from './names.ts'

it.each([
  ['Mara Lindqvist ✅', 'Mara Lindqvist'],
  ['✔️ Mara', 'Mara'],
  ['Mara ☑︎ Lindqvist', 'Mara Lindqvist'],
  ['🛡️🟢 Support', 'Support'],
  ['Zoë O’Neill-Łuczak', 'Zoë O’Neill-Łuczak'],
  ['名前 太郎', '名前 太郎'],
  ['✅', ''],
])('%s is shown as "%s"', (name, shown) => expect(withoutSeals(name)).toBe(shown))

test('someone without a name, or of nothing but seals, is a visitor by the end of their id', () => {
  const visitor = (end: string) => `Visitor ${end}`
  expect(nameOf({ id: '01a20537492305f58eda5a90', name: null }, visitor)).toBe('Visitor 5a90')
  expect(nameOf({ id: '01a20537492305f58eda5a90', name: '✅' }, visitor)).toBe('Visitor 5a90')
  expect(nameOf({ id: '01a20537492305f58eda5a90', name: 'Mara' }, visitor)).toBe('Mara')
})
