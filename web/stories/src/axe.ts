import axe from 'axe-core'
import type { Frame, Page } from 'playwright-core'

/** WCAG 2.2 up to level AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * What axe finds in one frame's document. It runs in the frame itself, for the messenger's hangs in a closed shadow
 * root, into which axe would not follow.
 */
export async function violations(frame: Frame | Page): Promise<string[]> {
  await frame.evaluate(axe.source)
  const found = await frame.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    // What is on its way to another look is there at once: else a colour is measured that stands for a moment only.
    for (const animation of document.getAnimations()) {
      if (Number.isFinite(Number(animation.effect?.getComputedTiming().endTime))) animation.finish()
    }
    return (await axe.run(document, { runOnly: rules, iframes: false })).violations
  }, RULES)
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(' ')}: ${node.failureSummary}`),
  )
}
