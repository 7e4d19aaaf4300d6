import { expect, it } from 'vitest'
import { hostOf, OMNICHANNEL } from './host.ts'

/** A document whose running script, and whose script with the snippet's id, have these addresses. */
function page(running: string | undefined, named?: string) {
  const script = (src: string | undefined) => (src === undefined ? null : { src })
  const getElementById = (id: string) => (id === 'ze-snippet' ? script(named) : null)
  return { currentScript: script(running), getElementById }
}

it('is the origin that the running script came from', () => {
  const found = page('https://chat.example/bonafide.js?key=1', 'https://other.example/x.js')
  expect(hostOf(found)).toBe('https://chat.example')
})

it('is found by the snippet’s id where no script is running, or one without an address', () => {
  expect(hostOf(page(undefined, 'http://localhost:8787/ekr/snippet.js?key=1'))).toBe('http://localhost:8787')
  expect(hostOf(page('', 'https://chat.example/ekr/snippet.js'))).toBe('https://chat.example')
})

it('is where the omnichannel widget’s tag says that its server is', () => {
  const tag = { src: 'https://cdn.example/x.js', dataset: { orgUrl: 'https://chat.example/' } }
  const getElementById = (id: string) => (id === OMNICHANNEL ? tag : null)
  expect(hostOf({ currentScript: null, getElementById })).toBe('https://chat.example')
})

it.each([undefined, '', 'blob:https://shop.example/1', 'data:text/javascript,', 'about:blank'])(
  'is not told by %s',
  (src) => expect(hostOf(page(src))).toBeUndefined(),
)
