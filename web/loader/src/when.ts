/** How long the page may keep us waiting for a quiet moment, in milliseconds. */
const PATIENCE = 3_000

/** As soon as the whole document is there, perhaps now. */
export function whenComplete(act: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', act, { once: true })
  else act()
}

/** After the page has loaded, when it has nothing better to do. */
export function whenIdle(act: () => void): void {
  const wait = () => {
    if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: PATIENCE })
    else setTimeout(act, PATIENCE)
  }
  if (document.readyState === 'complete') wait()
  else addEventListener('load', wait, { once: true })
}
