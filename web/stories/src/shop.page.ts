import { CUSTOMERS, type Customer } from './customers.ts'

/** What the messenger told the page, in order; `window.heard` holds it. */
export type Heard =
  | { login: null | { type: string; reason: string; message: string } }
  | { event: string; detail: unknown }

/**
 * The shop's page: the snippet exactly as the docs give it, the shop's own script, and a login. Nothing in it is
 * inline, so that it works under a strict content security policy.
 */
export function shopPage(snippet: string, customer: Customer | undefined): string {
  const buttons = Object.entries(CUSTOMERS).map(
    ([key, { name }]) => `<button data-login="${key}">Sign in as ${name}</button>`,
  )
  return `<!doctype html>
<html lang="en"${customer ? ` data-customer="${customer.id}"` : ''}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Pebblewick</title>
    ${snippet}
    <script src="/shop.js" defer></script>
  </head>
  <body>
    <main>
      <h1>Pebblewick</h1>
      <p>Cups and bowls, thrown in small runs.</p>
      ${buttons.join('\n      ')}
      <button data-logout>Sign out</button>
    </main>
  </body>
</html>
`
}

/** The shop's script: logs in and out at the shop, and tells the messenger. */
export const SHOP_SCRIPT = `
window.heard = []

async function token(callback) {
  const answer = await fetch('/bonafide-token')
  callback(answer.status === 200 ? await answer.text() : null)
}

function tellMessenger() {
  zE('messenger', 'loginUser', token, (error) => {
    heard.push({ login: error && { type: error.type, reason: error.reason, message: error.message } })
  })
}

document.addEventListener('click', async ({ target }) => {
  if (target.dataset.login) {
    await fetch('/login?customer=' + target.dataset.login, { method: 'POST' })
    tellMessenger()
  }
  if ('logout' in target.dataset) {
    zE('messenger', 'logoutUser')
    await fetch('/logout', { method: 'POST' })
  }
})

if (document.documentElement.dataset.customer) tellMessenger()
`
