/** Does something when it is called, but at most so often: what comes too early is done once, later. */
export function atMostEvery(milliseconds: number, what: () => void, later = afterwards, now = Date.now): () => void {
  let last = Number.NEGATIVE_INFINITY
  let isPlanned = false
  const act = () => {
    isPlanned = false
    last = now()
    what()
  }
  return () => {
    const pause = last + milliseconds - now()
    if (pause <= 0) act()
    else if (!isPlanned) {
      isPlanned = true
      later(act, pause)
    }
  }
}

function afterwards(what: () => void, milliseconds: number): void {
  setTimeout(what, milliseconds)
}
