import type { ToLoader } from '@bonafide/shared/frame'
import { afterEach, expect, it, vi } from 'vitest'
import { tell } from './availability.ts'

afterEach(() => void vi.unstubAllGlobals())

async function told(answer: () => Promise<Response>): Promise<ToLoader[]> {
  const said: ToLoader[] = []
  const fetcher = vi.fn(answer)
  vi.stubGlobal('fetch', fetcher)
  await tell({ say: (one) => said.push(one) }, '?key=shop')
  expect(fetcher).toHaveBeenCalledWith('/client/v1/availability?channel=shop', { credentials: 'omit' })
  return said
}

it('tells the page what the server says of the channel', async () => {
  const availability = { attendance: 'away', departments: [] }
  expect(await told(async () => Response.json(availability))).toEqual([{ t: 'availability', availability }])
})

it.each([
  ['refuses', async () => new Response('{}', { status: 404 })],
  ['cannot be reached', () => Promise.reject(new TypeError('no network'))],
])('tells that it cannot be told where the server %s', async (_, answer) => {
  expect(await told(answer)).toEqual([{ t: 'availability', availability: null }])
})
