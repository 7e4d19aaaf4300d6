/** What the page's developer is told when something that the page said was not sent. The visitor never sees it. */

const WORDS: Readonly<Record<string, string>> = {
  discarded: 'Not sent: a logout or another login came before it went out, so it was discarded.',
  full: 'Not sent: nothing more fits into this conversation.',
  login_required: 'Not sent: this channel lets nobody write without signing in. Call loginUser first.',
  too_many: 'Not sent: there are as many conversations as one may begin.',
  user_banned: 'Not sent: this person is banned.',
  wrong_size: 'Not sent: a message has 1 byte to 16 KiB.',
  wrong_user: 'Not sent: somebody else has signed in since, so it was discarded.',
}

/** The words for a refusal. */
export function refusalInWords(refusal: string): string {
  return WORDS[refusal] ?? 'Not sent: the server did not take it.'
}
