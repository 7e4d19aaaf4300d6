import type { Messenger } from '../messenger.ts'
import type { Fault } from './errors.ts'
import { asking, type Provider } from './provider.ts'

/** Signing in with the page's provider, which goes the way of every other login. */
export interface SigningIn {
  /** From now on this function is asked: when a chat starts, or now if one has, and for every new token. */
  ask(provider: Provider): void
  /** Which function is asked. */
  asked(): Provider | null
  /** Nobody is asked any more. */
  forget(): void
  /** A chat starts: signs in, unless that was begun. */
  begin(): void
  /** It was refused: the next chat that starts signs in anew. */
  failed(): void
  /** SES-5: a logout forgets the page's function, but not the one of a login that is under way. */
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
  const begin = () => {
    const asked = provider ?? named
    if (!asked || isBegun) return
    isBegun = true
    login.begin(asking(asked, fail))
  }
  if (named) {
    // Somebody who was signed in before is renewed with it, though no chat starts on this page.
    login.offer(asking(named, fail))
    // The chat may have started before this file was there.
    if (screen.view.open) begin()
  }
  return {
    ask(given) {
      provider = given
      isBegun = false
      // Somebody who was signed in before is renewed with it, though no chat starts on this page.
      login.offer(asking(given, fail))
      if (screen.view.open) begin()
    },
    asked: () => provider,
    forget() {
      provider = null
      login.forget()
    },
    begin,
    failed() {
      isBegun = false
    },
    ended() {
      if (!login.isPending()) provider = null
    },
  }
}
