/** Leaving the step that shows a new secret: without having copied it, the first try only asks (KEY-10). */

/** What has happened in the step. */
export interface SecretStep {
  copied: boolean
  asked: boolean
}

/** What becomes of an attempt to leave: it happens, or a question comes first. */
export function leave(step: SecretStep): 'leaves' | 'asks' {
  return step.copied || step.asked ? 'leaves' : 'asks'
}
