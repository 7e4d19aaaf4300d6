/** What is kept on the visitor's device: in the iframe's partitioned storage, or only as long as the page lives. */
import type { Cookies } from '@bonafide/shared/frame'

/** The part of `localStorage` that is used. */
export type Storing = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** Texts by name. Everything of one channel begins with the same word, so that two channels of one server stay apart. */
export class Keep {
  readonly #prefix: string
  readonly #storage: Storing | null
  #memory: Map<string, string> | null

  /** `storage` is null where the browser gives none. */
  constructor(channel: string, storage: Storing | null) {
    this.#prefix = `bonafide.${channel}.`
    this.#storage = storage
    this.#memory = storage === null ? new Map() : null
  }

  /** Whether other tabs see what is written here. */
  get isShared(): boolean {
    return this.#memory === null
  }

  read(name: string): string | null {
    if (this.#memory) return this.#memory.get(name) ?? null
    return this.#storage?.getItem(this.#prefix + name) ?? null
  }

  /** Writes; if the device's storage is full or closed, from then on all of it lives in memory. */
  write(name: string, value: string): void {
    if (!this.#memory) {
      try {
        this.#storage?.setItem(this.#prefix + name, value)
        return
      } catch {
        this.#moveToMemory()
      }
    }
    this.#memory?.set(name, value)
  }

  remove(name: string): void {
    if (this.#memory) this.#memory.delete(name)
    else this.#storage?.removeItem(this.#prefix + name)
  }

  /** The names that begin so. */
  names(beginning: string): string[] {
    const all = this.#memory ? [...this.#memory.keys()] : this.#stored()
    return all.filter((name) => name.startsWith(beginning))
  }

  /**
   * Follows what the page allows: with `none` nothing stays on the device, and what was there is wiped. Allowed again, what
   * other tabs have stored meanwhile counts.
   */
  allow(cookies: Cookies): void {
    if (cookies === 'none') {
      if (!this.#memory) this.#moveToMemory()
      return
    }
    if (!this.#memory || !this.#storage) return
    const held = this.#memory
    this.#memory = null
    for (const [name, value] of held) if (this.read(name) === null) this.write(name, value)
  }

  #moveToMemory(): void {
    const names = this.#stored()
    const held = new Map(names.map((name) => [name, this.#storage?.getItem(this.#prefix + name) ?? '']))
    for (const name of names) this.#storage?.removeItem(this.#prefix + name)
    this.#memory = held
  }

  #stored(): string[] {
    const names: string[] = []
    for (let at = 0; at < (this.#storage?.length ?? 0); at += 1) {
      const key = this.#storage?.key(at)
      if (key?.startsWith(this.#prefix)) names.push(key.slice(this.#prefix.length))
    }
    return names
  }
}

/** What a JSON text says, or null if it is none: storage may hold anything. */
export function parsed<Value>(text: string | null): Value | null {
  if (text === null) return null
  try {
    return JSON.parse(text) as Value
  } catch {
    return null
  }
}
