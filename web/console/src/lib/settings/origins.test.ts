import { expect, test } from 'vitest'
import { readOrigins } from './origins.ts'

test('each_line_is_an_origin', () => {
  expect(readOrigins('https://shop.example\n\n  http://localhost:5173 \nhttp://localhost:*')).toEqual({
    origins: ['https://shop.example', 'http://localhost:5173', 'http://localhost:*'],
    unread: [],
  })
})

test('a_whole_address_counts_as_its_origin', () => {
  expect(readOrigins('https://Shop.example:443/cart?x=1#y').origins).toEqual(['https://shop.example'])
})

test('a_bare_host_is_on_https', () => {
  expect(readOrigins('shop.example, help.shop.example:8443').origins).toEqual([
    'https://shop.example',
    'https://help.shop.example:8443',
  ])
})

test('the_same_origin_counts_once', () => {
  expect(readOrigins('shop.example\nhttps://shop.example/').origins).toEqual(['https://shop.example'])
})

test('a_domain_with_other_letters_is_written_as_browsers_do', () => {
  expect(readOrigins('https://bücher.example').origins).toEqual(['https://xn--bcher-kva.example'])
})

test.each(['https://*.shop.example', 'ftp://shop.example', 'file:///home', 'shop example', 'https://localhost:*', 'https://'])(
  '%j is no origin',
  (line) => {
    expect(readOrigins(line)).toEqual({ origins: [], unread: [line] })
  },
)
