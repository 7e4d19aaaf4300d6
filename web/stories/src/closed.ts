import type { CDPSession, Page } from 'playwright-core'
import { until } from './until.ts'

/**
 * What a person finds on a page by role and name, also in closed shadow roots, where the page's own scripts and
 * Playwright's do not reach: from the accessibility tree, as a screen reader finds it.
 */
export interface Found {
  /** Its accessible name. */
  name: string
  /** Where its middle is, in CSS pixels. */
  x: number
  y: number
}

/** One session for each page, kept as long as the page is. */
const sessions = new WeakMap<Page, Promise<CDPSession>>()

function sessionOf(page: Page): Promise<CDPSession> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, session)
  return session
}

/** Looks once for what has this role and a name that matches. */
export async function find(page: Page, role: string, name: RegExp): Promise<Found | undefined> {
  const session = await sessionOf(page)
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    const node = nodes.find(
      (one) => !one.ignored && one.role?.value === role && name.test(String(one.name?.value ?? '')),
    )
    if (node?.backendDOMNodeId === undefined) return undefined
    const { quads } = await session.send('DOM.getContentQuads', { backendNodeId: node.backendDOMNodeId })
    const [left, top, , , right, bottom] = quads[0] ?? []
    if (left === undefined || top === undefined || right === undefined || bottom === undefined) return undefined
    return { name: String(node.name?.value), x: (left + right) / 2, y: (top + bottom) / 2 }
  } catch (error) {
    // It went away between being found and being measured.
    if (/Could not (find|compute)|No node|detached/i.test(String(error))) return undefined
    throw error
  }
}

/** Waits for it and clicks on it with the mouse. */
export async function click(page: Page, role: string, name: RegExp): Promise<void> {
  const { x, y } = await until(`a ${role} called ${name}`, () => find(page, role, name))
  await page.mouse.click(x, y)
}
