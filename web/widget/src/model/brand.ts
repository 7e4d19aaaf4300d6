/** The host's own colour, so that what stands on it can be read. */
import { contrast, textOn } from '@bonafide/shared/color'

/** The least contrast of text (WCAG 2.2 AA). */
const READABLE = 4.5

/** A colour to fill with (`#rrggbb`), and the colour of text on it. */
export interface Brand {
  fill: string
  text: string
}

/** The brand nearest to a colour on which text can be read: a middling one is darkened a little. */
export function brand(color: string): Brand {
  for (let share = 1; share > 0; share -= 0.02) {
    const fill = darkened(color, share)
    const text = textOn(fill)
    if (contrast(fill, text) >= READABLE) return { fill, text }
  }
  return { fill: '#000000', text: '#ffffff' }
}

function darkened(color: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Math.round(Number.parseInt(color.slice(at, at + 2), 16) * share))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
