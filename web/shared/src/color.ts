/** The host's own colour, and what can be read on it. */

/** Our ink, for channels without a colour of their own. */
export const INK = '#1f2537'

/** White or near-black, whichever stands out more on this colour (`#rrggbb`). */
function textOn(color: string): '#ffffff' | '#161922' {
  return contrast(color, '#ffffff') >= contrast(color, '#161922') ? '#ffffff' : '#161922'
}

/** The contrast ratio of two colours as WCAG 2.2 defines it: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** The least contrast of text (WCAG 2.2, 1.4.3). */
export const READABLE = 4.5

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

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
