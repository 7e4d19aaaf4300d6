/**
 * Calls a function of the page's and says whether it went well. What it throws is thrown again later, outside of us:
 * it breaks nothing here, and the page's own error handling sees it.
 */
export function callPage(call: () => void): boolean {
  try {
    call()
    return true
  } catch (thrown) {
    setTimeout(() => {
      throw thrown
    })
    return false
  }
}
