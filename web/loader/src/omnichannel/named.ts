import type { Provider } from './provider.ts'

/**
 * OMN-1: the function of the page that the channel's setting names, such as `auth.getAuthenticationToken`. It is looked for when
 * it is asked, since it may come with a script that is loaded after ours. One that is not there fails as one that throws.
 */
export function named(page: Window, name: string): Provider {
  return (callback) => {
    let holder: unknown
    let found: unknown = page
    for (const part of name.split('.')) {
      holder = found
      found = Reflect.get(Object(holder), part)
      // What belongs to another window, such as the one around this page, is not the page's.
      if (found !== page && isWindow(found)) found = undefined
    }
    if (typeof found !== 'function') throw new Error(`Bonafide: this page has no function ${name}.`)
    return Reflect.apply(found, holder, [callback])
  }
}

/** Also of another origin: this much of it may be asked. */
function isWindow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'window') === value
}
