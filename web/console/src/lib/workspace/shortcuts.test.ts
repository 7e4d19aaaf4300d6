import { expect, it } from 'vitest'
import { actionOf } from './shortcuts.ts'

const press = (key: string, over = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...over })

it.each([['j', 'next'], ['J', 'next'], ['k', 'previous'], ['r', 'reply'], ['n', 'note'], ['e', 'solve'], ['?', 'keys'], ['x', null], ['Enter', null], ['constructor', null]])(
  '%s does %s',
  (key, action) => expect(actionOf(press(key))).toBe(action),
)

it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }])('with %o a key is left to the browser', (over) => {
  expect(actionOf(press('e', over))).toBeNull()
})
