/** The host's own colour, and what can be read on it. */

/** Our ink, for channels without a colour of their own. */
export const INK = '#1f2537'

/** White or near-black, whichever stands out more on this colour (`#rrggbb`). */
export function textOn(color: string): '#ffffff' | '#161922' {
  return contrast(color, '#ffffff') >= contrast(color, '#161922') ? '#ffffff' : '#161922'
}

/** The contrast ratio of two colours as WCAG 2.2 defines it: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
