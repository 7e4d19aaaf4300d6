import type { Messenger } from '../messenger.ts'
import type { Fault } from './errors.ts'
import { asking, type Provider } from './provider.ts'

/** Signing in with the page's provider, which goes the way of every other login. */
export interface SigningIn {
  /** From now on this function is asked: when a chat starts, or now if one has, and for every new token. */
  ask(provider: Provider): void
  /** Which function is asked. */
  asked(): Provider | null
  /** The page's function is not asked any more. The one that the channel names is the channel's (OMN-1). */
  forget(): void
  /** A chat starts: signs in, unless that was begun. */
  begin(): void
  /** The page starts a chat. After a logout it is another one, though the panel may have stayed open. */
  started(): void
  /** It was refused: the next chat that starts signs in anew. */
  failed(): void
  /**
   * SES-5: a logout forgets the page's function, but not the one of a login that is under way. The one that the channel names stays
   * the channel's, and the next chat asks it anew (OMN-1).
   */
  ended(): void
}

/**
 * Nobody was set yet. `named` is the function that the channel names (OMN-1): it is asked where the page has set none. `fail`
 * hears of each token that the page does not give.
 */
export function createSigningIn(
  { screen, login }: Pick<Messenger, 'screen' | 'login'>,
  fail: (fault: Fault, words: string) => void,
  named: Provider | null,
): SigningIn {
  let provider: Provider | null = null
  let isBegun = false
  let isOver = false
  const begin = () => {
    const asked = provider ?? named
    if (!asked || isBegun) return
    isBegun = true
    isOver = false
    login.begin(asking(asked, fail))
  }
  // Somebody who was signed in before, or in another tab, is renewed with it, though no chat starts on this page.
  const offer = (given: Provider | null) => given && login.offer(asking(given, fail))
  offer(named)
  // The chat may have started before this file was there.
  if (screen.view.open) begin()
  return {
    ask(given) {
      provider = given
      isBegun = false
      offer(given)
      if (screen.view.open) begin()
    },
    asked: () => provider,
    forget() {
      provider = null
      isBegun = false
      login.forget()
      offer(named)
    },
    begin,
    started() {
      if (isOver) begin()
    },
    failed() {
      isBegun = false
    },
    ended() {
      if (login.isPending()) return
      provider = null
      isBegun = false
      isOver = true
      offer(named)
    },
  }
}
