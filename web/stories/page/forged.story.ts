import { expect } from 'vitest'
import type { Visitor } from '../src/visitor.ts'
import { story } from '../src/story.ts'

/** What the messenger would obey if it came through its port. */
const ORDERS = [
  { t: 'send', n: 7, text: 'forged' },
  { t: 'logout' },
  { t: 'reset', n: 8 },
  { t: 'login', n: 9 },
  { t: 'token', n: 9, token: 'forged' },
  { t: 'shown', shown: true, phone: false },
]

/** Lets the page's scripts into closed shadow roots, as a page could that changes the browser's functions first. */
function openRoots(): void {
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options)
    ;((window as unknown as { roots?: ShadowRoot[] }).roots ??= []).push(root)
    return root
  }
}

/** Posts all orders and a second handshake to the messenger's window, and gives back what comes by its port. */
async function forge(visitor: Visitor, key: string): Promise<unknown[]> {
  return visitor.page.evaluate(
    async ([orders, key]) => {
      const { roots } = window as unknown as { roots: ShadowRoot[] }
      const frame = roots.map((root) => root.querySelector('iframe')).find((found) => found !== null)
      const target = frame?.contentWindow
      if (!target) throw new Error('the page found no messenger')
      const heard: unknown[] = []
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = ({ data }) => heard.push(data)
      window.addEventListener('message', ({ data }) => heard.push(data))
      target.postMessage({ v: 1, key }, '*', [port2])
      for (const order of orders) {
        port1.postMessage(order)
        target.postMessage(order, '*')
        window.postMessage(order, '*')
      }
      // Whatever these messages would do is done once a later message has come back to us.
      const { port1: last, port2: back } = new MessageChannel()
      await new Promise((resolve) => {
        last.onmessage = resolve
        back.postMessage('')
      })
      await new Promise((resolve) => requestIdleCallback(resolve))
      return heard.filter((data) => !orders.some(({ t }) => t === (data as { t?: string }).t))
    },
    [ORDERS, key] as const,
  )
}

story('messages that the page forges are not obeyed: neither a second handshake nor orders without the port', async ({
  cast,
  company,
}) => {
  const mara = await cast.visitor()
  await mara.page.addInitScript(openRoots)
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Only this is mine.')
  await expect.poll(() => company.books.only()).toBeDefined()

  expect(await forge(mara, company.channel.public_key)).toEqual([])

  await mara.writes('And this.')
  await mara.sees('And this.')
  await mara.isSignedIn('mara')
  await expect.poll(() => company.books.only()).toMatchObject({
    said: ['verified_when_written: Only this is mine.', 'verified_when_written: And this.'],
  })
})

story('messages that another frame on the page forges are not obeyed', async ({ cast, company }) => {
  const { shop, server, books } = company
  const elsewhere = shop.origin.replace('127.0.0.1', 'localhost')
  const orders = JSON.stringify([{ v: 1, key: company.channel.public_key }, ...ORDERS])
  const script = `const targets = [parent, ...Array.from({ length: parent.length }, (_, at) => parent[at])]
    for (const order of ${orders}) for (const target of targets) target.postMessage(order, '*')`
  shop.files.set('/forging', { type: 'text/html', body: `<p>forges</p><script>${script}</script>` })
  const visitor = await cast.visitor()
  await visitor.visits()
  await visitor.opensTheMessenger()
  await visitor.page.evaluate((url) => {
    const frame = document.createElement('iframe')
    frame.src = url
    document.body.append(frame)
  }, `${elsewhere}/forging`)
  await visitor.page.frameLocator(`iframe[src="${elsewhere}/forging"]`).getByText('forges').waitFor()
  await visitor.writes('Only this.')
  await expect.poll(() => books.only()).toMatchObject({ said: ['not_verified: Only this.'] })
  expect(visitor.page.url()).not.toContain(server.url)
})

story('SES-3: the page finds the session nowhere: not in storage, cookies, addresses, or messages', async ({
  cast,
}) => {
  const mara = await cast.visitor()
  const addresses: string[] = []
  mara.page.on('request', (request) => addresses.push(request.url()))
  mara.page.on('websocket', (socket) => addresses.push(socket.url()))
  await mara.page.addInitScript(() => {
    window.addEventListener('message', ({ data }) => {
      ;((window as unknown as { posted?: unknown[] }).posted ??= []).push(data)
    })
  })
  await mara.visits()
  await mara.logsIn('mara')
  await mara.opensTheMessenger()
  await mara.isSignedIn('mara')
  await mara.writes('Where is my session?')
  await mara.sees('Where is my session?')

  const found = await mara.page.evaluate(() =>
    JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      (window as unknown as { posted?: unknown[] }).posted ?? [],
      performance.getEntries().map(({ name }) => name),
      document.documentElement.outerHTML,
    ]),
  )
  expect(found).not.toContain('bfs_')
  expect(addresses.filter((address) => address.includes('bfs_'))).toEqual([])
  // It is where it belongs: in the frame's own storage, under the shop's page.
  const kept = await (await mara.messenger()).evaluate(() => JSON.stringify({ ...localStorage }))
  expect(kept).toContain('bfs_')
})
