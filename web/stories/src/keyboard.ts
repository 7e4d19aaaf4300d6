import type { Page } from 'playwright-core'

/** Presses Tab until the element with this role and name has the focus, also in frames; at most so often. */
export async function tabTo(
  page: Page,
  role: 'button' | 'textbox' | 'link' | 'tab' | 'switch' | 'checkbox' | 'radio',
  name: RegExp,
  most = 40,
): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press('Tab')
    if (await hasFocus(page, role, name)) return
  }
  throw new Error(`Tab never came to the ${role} ${name}`)
}

/** Whether it has the focus, as a screen reader would say. */
export async function hasFocus(page: Page, role: string, name: RegExp): Promise<boolean> {
  // Frames of the page's own process are in the page's tree and have no session.
  const context = page.context()
  const sessions = await Promise.all(page.frames().map((frame) => context.newCDPSession(frame).catch(() => null)))
  const trees = await Promise.all(
    [await context.newCDPSession(page), ...sessions].map(async (session) => {
      const tree = await session?.send('Accessibility.getFullAXTree')
      await session?.detach()
      return tree?.nodes ?? []
    }),
  )
  return trees.flat().some((node) => {
    const isFocused = node.properties?.some((property) => property.name === 'focused' && property.value.value === true)
    return isFocused && node.role?.value === role && name.test(String(node.name?.value))
  })
}
