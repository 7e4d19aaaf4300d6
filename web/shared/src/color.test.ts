import { expect, it } from 'vitest'
import { contrast, textOn } from './color.ts'

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

it.each([['#1f2537', '#ffffff'], ['#8a3a1e', '#ffffff'], ['#e9a381', '#161922'], ['#ffff00', '#161922']])(
  'what is written on %s is %s',
  (color, text) => expect(textOn(color)).toBe(text),
)
