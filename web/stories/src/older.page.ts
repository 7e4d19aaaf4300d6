/** The scripts of pages as the systems replaced had them: forms of their published snippets, written for these stories. */

/** The older chat's stub: it collects functions and settings until the script that it asks for is there. */
export function zopimStub(loader: string): string {
  return `
window.heard = []
window.$zopim || (function (document, tag) {
  var stub = window.$zopim = function (call) { stub._.push(call) }
  var script = stub.s = document.createElement(tag)
  stub.set = function (given) { stub.set._.push(given) }
  stub._ = []
  stub.set._ = []
  script.async = true
  script.charset = 'utf-8'
  script.src = ${JSON.stringify(loader)}
  stub.t = Date.now()
  document.getElementsByTagName(tag)[0].parentNode.append(script)
})(document, 'script')
`
}

/** Logs in and out at the shop, and tells the chat, which the page calls this way. */
function shopLogins(login: string, logout: string): string {
  return `
document.addEventListener('click', async ({ target }) => {
  if (target.dataset.login) {
    await fetch('/login?customer=' + target.dataset.login, { method: 'POST' })
    ${login}
  }
  if ('logout' in target.dataset) {
    ${logout}
    await fetch('/logout', { method: 'POST' })
  }
})
`
}

/** The shop's script on a page of the older chat. */
export const ZOPIM_SCRIPT = `
function jwtFn(callback) {
  fetch('/bonafide-token').then((answer) => answer.status === 200 ? answer.text() : null).then(callback)
}
function authenticate() {
  $zopim(function () { $zopim.livechat.authenticate({ jwtFn: jwtFn }) })
}
$zopim.set({ phone: '555 0100' })
$zopim(function () {
  var chat = $zopim.livechat
  function hears(event) { return function (detail) { heard.push({ event: event, detail: detail }) } }
  chat.setOnConnected(hears('connected'))
  chat.setOnChatStart(hears('start'))
  chat.setOnChatEnd(hears('end'))
  chat.setOnUnreadMsgs(hears('unread'))
  chat.window.onShow(hears('shown'))
})
$zopim(function () { throw new Error('the page has a mistake of its own') })
$zopim(function () { $zopim.livechat.addTags('older-page') })
${shopLogins('authenticate()', '$zopim(function () { $zopim.livechat.clearAll() })')}
if (document.documentElement.dataset.customer) authenticate()
`

/** The shop's script on a page of the web widget. */
export const WEB_WIDGET_SCRIPT = `
for (const event of ['open', 'close', 'chat:connected', 'chat:start', 'chat:end']) {
  zE('webWidget:on', event, (detail) => { heard.push({ event, detail }) })
}
zE(function () { heard.push({ event: 'called' }) })
${shopLogins(`zE('webWidget', 'chat:reauthenticate')`, `zE('webWidget', 'logout')`)}
`

/** The shop's script on a page of the omnichannel widget. */
export const OMNICHANNEL_SCRIPT = `
for (const name of ['ready', 'error', 'startChat', 'closeChat', 'chatQueued', 'onMessageSent', 'onMessageReceived', 'onMinimize', 'onMaximize']) {
  addEventListener('lcw:' + name, ({ detail }) => { heard.push({ event: name, detail }) })
}
addEventListener('lcw:ready', () => {
  window.sdk = Microsoft.Omnichannel.LiveChatWidget.SDK
  if (document.documentElement.dataset.customer) sdk.setAuthTokenProvider(token)
})
${shopLogins('sdk.setAuthTokenProvider(token)', 'sdk.removeAuthTokenProvider()')}
`
