/** What a key does where nobody is typing. */

/** Each of them, in the order in which they are shown. */
export const ACTIONS = ['next', 'previous', 'open', 'reply', 'note', 'solve', 'keys'] as const

/** What a key does. */
export type Action = (typeof ACTIONS)[number]

/** The keys as they are shown. */
export const KEYS: Record<Action, readonly string[]> = {
  next: ['J', '↓'],
  previous: ['K', '↑'],
  open: ['↵'],
  reply: ['R'],
  note: ['N'],
  solve: ['E'],
  keys: ['?'],
}

const BY_KEY: ReadonlyMap<string, Action> = new Map([
  ['j', 'next'], ['k', 'previous'], ['r', 'reply'], ['n', 'note'], ['e', 'solve'], ['?', 'keys'],
])

/** What is known of a key that was pressed. */
export interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
}

/** What a key does; null with a modifier, within an input method, and for every other key. */
export function actionOf(press: Press): Action | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return null
  return BY_KEY.get(press.key.toLowerCase()) ?? null
}

/** Whether an element takes what is typed, or is in a dialog: no key does anything else there. */
export function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return target.closest('input, textarea, select, [contenteditable], dialog, [popover]') !== null
}
