import type { LoaderSettings } from '@bonafide/shared/frame'
import { beforeEach, expect, it, vi } from 'vitest'
import { createEvents } from './events.ts'
import { FakeLink, FakeStage } from './fakes.ts'
import { OMNICHANNEL } from './host.ts'
import { createMessenger } from './messenger.ts'
import { createOlder, type FaceFile, type FaceName, type OlderPage } from './older.ts'

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
const called: unknown[][] = []
const brought: FaceName[] = []
let arrive: (file: FaceFile) => void
let fail: () => void

beforeEach(() => {
  warn.mockClear()
  called.length = brought.length = 0
})

/** A page that has this, whose files come when the test says so. */
function older(page: object, tag: unknown = null, more: Partial<LoaderSettings> = {}) {
  const document = { getElementById: (id: string) => (id === OMNICHANNEL ? tag : null) }
  const messenger = createMessenger(new FakeStage(), new FakeLink(), createEvents())
  const bring = (name: FaceName) => {
    brought.push(name)
    return new Promise<FaceFile>((resolve, reject) => {
      arrive = resolve
      fail = () => reject(new Error('no network'))
    })
  }
  return createOlder({ ...page, document } as unknown as OlderPage, messenger, { key: 'k', name: 'Shop', color: null, ...more }, bring)
}

it.each([{}, { $zopim: 7 }, { zESettings: null }, { zESettings: {} }])('a page with %j needs no file', (page) => {
  older(page)
  expect(brought).toEqual([])
})

it.each([{ $zopim() {} }, { zESettings: { webWidget: {} } }])('a page of the older chat gets its file', (page) => {
  older(page)
  expect(brought).toEqual(['chat'])
})

it('a page with the omnichannel widget’s script gets its file', () => {
  older({}, {})
  expect(brought).toEqual(['omnichannel'])
})

it('omn_14_a_channel_with_a_sign_in_page_gets_its_file', () => {
  older({}, null, { sign_in_page: 'https://shop.example/login' })
  expect(brought).toEqual(['sign-in'])
})

it('calls wait for the file, which is fetched once, and keep their order', async () => {
  const zE = older({})
  zE('webWidget', 'open')
  zE('webWidget', 'close')
  const nested: FaceFile = {
    begin: () => (...call) => {
      called.push(call)
      if (call[1] === 'open') zE('webWidget', 'hide')
    },
  }
  expect([brought, called]).toEqual([['chat'], []])
  arrive(nested)
  await Promise.resolve()
  zE('webWidget', 'show')
  expect(called.map(([, name]) => name)).toEqual(['open', 'close', 'hide', 'show'])
  expect(brought).toEqual(['chat'])
})

it('a file that does not come is said in words', async () => {
  const zE = older({})
  zE('webWidget', 'open')
  fail()
  const words = 'Bonafide: what this page needs of chat could not be loaded.'
  await vi.waitFor(() => expect(warn.mock.calls).toEqual([[words]]))
})

it('what the file answers is given to the page', async () => {
  const zE = older({ $zopim() {} })
  arrive({ begin: () => () => 'chat' })
  await Promise.resolve()
  expect(zE('webWidget:get', 'display')).toBe('chat')
})
