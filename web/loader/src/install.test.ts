import { expect, it, vi } from 'vitest'
import { install, isThere, type Page } from './install.ts'

/** What a page defines to be able to call before the loader is there. */
function stub(...calls: ArrayLike<unknown>[]) {
  return Object.assign(() => {}, { q: calls })
}

it('puts the same function under both names', () => {
  const page: Page = {}
  const face = vi.fn()
  install(page, face)
  expect(page.zE).toBe(face)
  expect(page.bonafide).toBe(face)
})

it('carries out what was called before, in order, be it kept as arguments or as lists', () => {
  const page: Page = {
    zE: stub({ length: 2, 0: 'messenger', 1: 'hide' }, ['messenger', 'show']),
    bonafide: stub(['messenger', 'open']),
  }
  const face = vi.fn()
  install(page, face)
  expect(face.mock.calls).toEqual([['messenger', 'hide'], ['messenger', 'show'], ['messenger', 'open']])
})

it('carries out once what one stub under both names has collected', () => {
  const both = stub(['messenger', 'open'])
  const face = vi.fn()
  install({ zE: both, bonafide: both }, face)
  expect(face).toHaveBeenCalledOnce()
})

it('takes no harm from what else may be in the place of a stub', () => {
  for (const odd of [null, 7, { q: [['messenger', 'open']] }, Object.assign(() => {}, { q: 'text' })]) {
    const page: Page = { zE: odd }
    const face = vi.fn()
    install(page, face)
    expect(face).not.toHaveBeenCalled()
    expect(page.zE).toBe(face)
  }
})

it('knows whether it is there already; a stub is not', () => {
  const page: Page = { zE: stub() }
  expect(isThere(page)).toBe(false)
  install(page, () => {})
  expect(isThere(page)).toBe(true)
})
