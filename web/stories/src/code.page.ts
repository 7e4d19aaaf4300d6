/** Hands over to the messenger what somebody came back with. */
const LOGIN_USER = `zE('messenger', 'loginUser', (callback) => callback(handed.toString()), (error) => {
    heard.push({ login: error && { type: error.type, reason: error.reason, message: error.message } })
  })`

/**
 * The script of a shop whose people log in at an identity provider: it sends them there as RFC 7636 has it, and hands over what they
 * come back with. What stands in the tab's storage under `instead` is handed over in place of what is right; null is left out.
 */
export function codeScript(authorize: string, clientId: string, handsOver = LOGIN_USER): string {
  return `
window.heard = []
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)))
const back = location.origin + '/back'

async function goes() {
  const [verifier, nonce, state] = [random(), random(), random()]
  sessionStorage.setItem('sign-in', JSON.stringify({ verifier, nonce, state }))
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  const asked = { response_type: 'code', client_id: ${JSON.stringify(clientId)}, redirect_uri: back, scope: 'openid profile', state, nonce }
  const challenge = { code_challenge: base64url(new Uint8Array(hash)), code_challenge_method: 'S256' }
  location.href = ${JSON.stringify(authorize)} + '?' + new URLSearchParams({ ...asked, ...challenge })
}

function comesBack(code, state) {
  const begun = JSON.parse(sessionStorage.getItem('sign-in'))
  if (state !== begun.state) return
  const instead = JSON.parse(sessionStorage.getItem('instead') ?? '{}')
  const all = { code, code_verifier: begun.verifier, nonce: begun.nonce, ...instead }
  const handed = new URLSearchParams(Object.entries(all).filter(([, part]) => part !== null))
  sessionStorage.setItem('handed', handed)
  ${handsOver}
}

document.addEventListener('click', ({ target }) => target.dataset.login && goes())
const came = new URLSearchParams(location.search)
if (came.has('code')) comesBack(came.get('code'), came.get('state'))
`
}
