import { callPage } from '../callback.ts'
import { warn } from '../console.ts'
import type { Messenger } from '../messenger.ts'
import * as wanted from '../wanted.ts'
import type { Fault } from './errors.ts'

/** The page's function that says what routes a chat, each value by its name. */
export type ContextProvider = () => unknown

/** What the page says of a chat, where it may say anything. */
export interface Context {
  /** From now on this function is asked when a chat starts, or now if one has. */
  ask(provider: ContextProvider): void
  /** Which function is asked. */
  asked(): ContextProvider | null
  /** Nobody is asked any more. */
  forget(): void
  /** A chat starts, with what the page says of it. */
  begin(): void
  /** The page says this of the chat that starts. */
  say(given: unknown): void
}

/** OMN-8: whoever is signed in is known by a token, and what routes them has to be in it. */
const REFUSED = 'The channel has an authentication setting, so context has to come signed, in the token.'
const THREW = 'The context provider threw an error.'

/**
 * OMN-8: on a channel with an authentication setting context comes signed, and `fail` hears of each attempt. On one without
 * nobody is signed in: what the page says are fields of the conversation, which prove nothing and which rules may read (ROU-3),
 * and `fail` hears of each time that the page's function throws.
 */
export function createContext(
  { screen, set }: Pick<Messenger, 'screen' | 'set'>,
  isTaken: boolean,
  fail: (fault: Fault, words: string) => void,
): Context {
  let provider: ContextProvider | null = null

  const refuse = () => fail('context_refused', REFUSED)
  const say = (given: unknown) => {
    if (!isTaken) return refuse()
    try {
      set({ t: 'metadata', metadata: { fields: fields(given) } })
    } catch (error) {
      if (!(error instanceof wanted.Wrong)) throw error
      warn(`the context was not taken: ${error.message}`)
    }
  }
  const begin = () => {
    if (!callPage(() => provider && say(provider()))) fail('context_failed', THREW)
  }

  return {
    ask(given) {
      if (!isTaken) return refuse()
      provider = given
      if (screen.view.open) begin()
    },
    asked: () => provider,
    forget() {
      provider = null
    },
    begin,
    say,
  }
}

/** Each as a field: `{name: {value, isDisplayable}}` is how pages say it. Agents see all of them. */
function fields(given: unknown) {
  return wanted.fields(Object.entries(Object(given)).map(([id, one]) => ({ id, value: wanted.member(one, 'value') })))
}
