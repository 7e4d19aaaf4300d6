/** Puts a text on the clipboard; false where the browser does not let us. */
export async function copyText(text: string): Promise<boolean> {
  // Browsers have `clipboard` only on https and on this computer itself.
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false)
  return copySelected(text)
}

/** The older way, which also works on plain http. */
function copySelected(text: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  // Inside an open dialog, since nothing outside of one can be selected.
  const place = before?.closest('dialog') ?? document.body
  place.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return copied
}
