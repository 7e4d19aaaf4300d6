import { createContext } from 'svelte'
import type { MarkState } from '@bonafide/shared/marks'
import type { Evidence } from './wire.ts'

/** What a mark says and of whom, for the popover that says why. */
export interface Subject {
  /** The popover belongs to the mark with this key. */
  key: string
  mark: MarkState
  of: 'message' | 'person' | 'device' | 'login'
  name: string
  evidence: Evidence | null
  /** Where it was written or which session it is, also where nothing is proven. */
  session: string | null
  device: string | null
  /** Until when the session counted, or since when somebody is banned. */
  at: string | null
}

/** The one popover that says why, and the mark that it belongs to. */
export class Why {
  subject = $state.raw<Subject | null>(null)
  anchor: HTMLElement | null = null

  /** Says why; a second press on the same mark closes it. */
  show(subject: Subject, anchor: HTMLElement): void {
    this.anchor = anchor
    this.subject = this.subject?.key === subject.key ? null : subject
  }
}

/** The popover around a component. */
export const [getWhy, setWhy] = createContext<Why>()
