const SVG = 'http://www.w3.org/2000/svg'

/** An element of HTML. Attributes are set one by one: pages may forbid markup made from strings (Trusted Types). */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string>,
  ...children: Element[]
): HTMLElementTagNameMap[Tag] {
  return filled(document.createElement(tag), attributes, children)
}

/** A drawing on a grid of 24, hidden from who cannot see it. */
export function drawing(className: string, path: string): SVGElement {
  const attributes = { class: className, viewBox: '0 0 24 24', 'aria-hidden': 'true' }
  return filled(document.createElementNS(SVG, 'svg'), attributes, [
    filled(document.createElementNS(SVG, 'path'), { d: path }, []),
  ])
}

function filled<E extends Element>(made: E, attributes: Record<string, string>, children: Element[]): E {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}
