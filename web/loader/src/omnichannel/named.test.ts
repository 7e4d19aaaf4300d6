import { expect, it } from 'vitest'
import { named } from './named.ts'

/** A window with these members. */
function page(members: object): Window {
  const own: Record<string, unknown> = { ...members }
  own['window'] = own['self'] = own
  return own as unknown as Window
}

/** What the function of this name hands over. */
function given(own: Window, name: string): unknown[] {
  const tokens: unknown[] = []
  void named(own, name)((token) => tokens.push(token))
  return tokens
}

it('omn_1_the_function_is_called_by_its_name_with_a_callback_and_its_own_this', () => {
  const auth = {
    token: 'eyJ.a.b',
    getAuthenticationToken(callback: (token: unknown) => void) {
      callback(this.token)
    },
  }
  expect(given(page({ auth }), 'auth.getAuthenticationToken')).toEqual(['eyJ.a.b'])
  expect(given(page({ auth }), 'window.auth.getAuthenticationToken')).toEqual(['eyJ.a.b'])
  expect(given(page({ token: (callback: (token: unknown) => void) => callback('eyJ.c.d') }), 'token')).toEqual(['eyJ.c.d'])
})

it('omn_1_it_is_looked_for_when_it_is_asked', () => {
  const own = page({})
  const provider = named(own, 'late')
  Reflect.set(own, 'late', (callback: (token: unknown) => void) => callback('eyJ.a.b'))
  const tokens: unknown[] = []
  void provider((token) => tokens.push(token))
  expect(tokens).toEqual(['eyJ.a.b'])
})

it.each(['auth', 'auth.getAuthenticationToken', 'auth.inner.get', 'text.length', '__proto__.constructor.nothing'])(
  'omn_9_%s_that_is_no_function_throws',
  (name) => {
    expect(() => given(page({ auth: {}, text: 'text' }), name)).toThrow(`no function ${name}`)
  },
)

it('omn_1_nothing_of_another_window_is_the_pages', () => {
  const get = (callback: (token: unknown) => void) => callback('of another')
  const around = page({ auth: { get } })
  const own = page({ parent: around, holder: { frame: around } })
  for (const name of ['parent.auth.get', 'holder.frame.auth.get']) {
    expect(() => given(own, name)).toThrow('no function')
  }
})
