import { expect, it } from 'vitest'
import { addressFrom, isOn } from './address.ts'

const PAGE = 'https://shop.example/cups/rust?size=2&to=//evil.example#access_token=eyJ'

it.each([
  ['https://shop.example/login', 'https://shop.example/login'],
  ['https://shop.example/login?back={return}', 'https://shop.example/login?back=%2Fcups%2Frust%3Fsize%3D2%26to%3D%2F%2Fevil.example'],
  ['https://id.example/?from={return}', 'https://id.example/?from=https%3A%2F%2Fshop.example%2Fcups%2Frust'],
])('omn_14_to_%s', (signInPage, address) => {
  expect(addressFrom(signInPage, PAGE)).toBe(address)
})

it('omn_14_where_somebody_comes_from_never_names_another_host', () => {
  const back = addressFrom('https://shop.example/login?back={return}', 'https://shop.example//evil.example/')
  expect(back).toBe('https://shop.example/login?back=%2Fevil.example%2F')
})

it.each([
  ['https://shop.example/login?back=%2F#form', true],
  ['https://shop.example/', false],
  ['https://other.example/login', false],
])('%s is the sign-in page: %s', (here, is) => {
  expect(isOn('https://shop.example/login?back={return}', here)).toBe(is)
})
