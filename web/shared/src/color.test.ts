import { expect, it } from 'vitest'
import { brand, contrast, READABLE } from './color.ts'

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

it.each([['#1f2537', '#ffffff'], ['#8a3a1e', '#ffffff'], ['#e9a381', '#161922'], ['#ffff00', '#161922']])(
  'a brand that can be read on stays as it is: %s with %s',
  (fill, text) => expect(brand(fill)).toEqual({ fill, text }),
)

it.each(['#777777', '#e0e0e0', '#0a7550', '#ff0000', '#767ad0', '#000000'])('what is written on %s can be read', (color) => {
  const { fill, text } = brand(color)
  expect(contrast(fill, text)).toBeGreaterThanOrEqual(READABLE)
})
