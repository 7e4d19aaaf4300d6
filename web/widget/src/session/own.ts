/** The person's own sessions on all their devices, as they see and end them (SES-7). */
import type { Answer, Api } from '../connection/api.ts'
import type { OwnSession } from '../connection/wire.ts'
import { callAsHeld, type CallParts } from './call.ts'

/** What is shown of them. */
export interface OwnList {
  /** Newest first; null until they were read. */
  all: readonly OwnSession[] | null
  /** Something is being asked of the server. */
  isBusy: boolean
}

/** Reads and ends the sessions of whoever is signed in. */
export class Own {
  readonly #parts: CallParts & { api: Api }
  readonly #changed: () => void
  /** Ends when nobody looks at them any more. */
  #look: AbortController | null = null
  #list: OwnList | null = null

  constructor(parts: CallParts & { api: Api }, changed: () => void) {
    this.#parts = parts
    this.#changed = changed
  }

  /** Null while nobody looks at them. */
  get list(): OwnList | null {
    return this.#list
  }

  /** Somebody looks at them. */
  async show(): Promise<void> {
    this.#look?.abort()
    this.#look = new AbortController()
    this.#set({ all: null, isBusy: true })
    await this.#read(this.#look.signal)
  }

  /** Nobody looks at them any more. */
  hide(): void {
    this.#look?.abort()
    this.#look = null
    if (this.#list) this.#set(null)
  }

  /** Ends one that another device has. One that is over already is gone from the list as well. */
  async end(id: string): Promise<void> {
    await this.#ask(async (signal) => {
      await this.#call(signal, (token) => this.#parts.api.endSession(id, token))
      await this.#read(signal)
    })
  }

  /** Ends all of them, this one too; says whether that was done. */
  async endAll(): Promise<boolean> {
    let isDone = false
    await this.#ask(async (signal) => {
      isDone = (await this.#call(signal, (token) => this.#parts.api.endSessions(token))) !== null
    })
    return isDone
  }

  async #ask(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const look = this.#look
    if (!look || !this.#list || this.#list.isBusy) return
    this.#set({ ...this.#list, isBusy: true })
    await work(look.signal)
    if (this.#look === look && this.#list) this.#set({ ...this.#list, isBusy: false })
  }

  async #read(signal: AbortSignal): Promise<void> {
    const read = await this.#call(signal, (token) => this.#parts.api.sessions(token))
    if (!signal.aborted) this.#set({ all: read?.sessions ?? this.#list?.all ?? null, isBusy: false })
  }

  #call<Body>(signal: AbortSignal, call: (token: string) => Promise<Answer<Body>>): Promise<Body | null> {
    return callAsHeld(this.#parts, signal, call)
  }

  #set(list: OwnList | null): void {
    this.#list = list
    this.#changed()
  }
}
