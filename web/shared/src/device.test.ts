import { expect, it, test } from 'vitest'
import { deviceOf, isPhone } from './device.ts'

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0', 'Firefox', 'Linux'],
  ['Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36', 'Chrome', 'Android'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0', 'Edge', 'Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1', 'Safari', 'iPhone'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15', 'Safari', 'macOS'],
  ['curl/8.5.0', 'curl/8.5.0', null],
  ['', '', null],
])('%s says it is %s on %s', (text, browser, system) => expect(deviceOf(text)).toEqual({ browser, system }))

test('what is held in the hand says so', () => {
  expect([isPhone('… Android 14; … Mobile Safari'), isPhone('Mozilla/5.0 (X11; Linux x86_64)')]).toEqual([true, false])
})
