/** What a device says it is: a claim, as everything that it sends. */

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bVersion\/[\d.]+.* Safari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
]

/** Which browser and system a device says it is. It is a claim, and the text itself where it names neither. */
export function deviceOf(agentText: string): { browser: string; system: string | null } {
  const browser = BROWSERS.find(([pattern]) => pattern.test(agentText))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(agentText))?.[1] ?? null
  return { browser: browser ?? agentText, system: browser === undefined ? null : system }
}

/** Whether a device says that it is held in the hand. */
export function isPhone(agentText: string): boolean {
  return /\bAndroid\b|\biPhone\b|\bMobile\b/.test(agentText)
}
