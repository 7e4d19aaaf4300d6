/**
 * The family of marks. What is proven about a person or a message comes from the server in one member, `mark`;
 * screens draw it from that member alone and never work it out (no member, no mark).
 */

/** What the server says of a person, a device or a message. */
export type MarkState =
  | 'verified_now'
  | 'verified_when_written'
  | 'not_verified'
  | 'session_expired'
  | 'banned'

/** The drawing of each state on a grid of 16 units; its silhouette alone tells it from the others. */
export const DRAWINGS: Record<MarkState, Drawing> = {
  verified_now: {
    seal: 'M8 1.53A4.58 4.58 0 0 1 14.47 8A4.58 4.58 0 0 1 8 14.47A4.58 4.58 0 0 1 1.53 8A4.58 4.58 0 0 1 8 1.53Z',
    lines: ['M4.75 8.2l2.3 2.3 4.3-4.85'],
  },
  verified_when_written: {
    lines: [
      'M8 2.32A4.02 4.02 0 1 1 13.68 8A4.02 4.02 0 1 1 8 13.68A4.02 4.02 0 1 1 2.32 8A4.02 4.02 0 1 1 8 2.32Z',
      'M5.5 8.2l1.7 1.7 3.3-3.7',
    ],
  },
  not_verified: {
    dashed: true,
    lines: ['M6.4 6.5a1.65 1.65 0 1 1 2.5 1.45c-.6.35-.9.7-.9 1.15'],
    dot: { x: 8, y: 11.1, r: 0.9 },
  },
  session_expired: {
    lines: [
      'M8 2.32A4.02 4.02 0 1 1 13.68 8A4.02 4.02 0 1 1 8 13.68A4.02 4.02 0 1 1 2.32 8A4.02 4.02 0 1 1 8 2.32Z',
      'M8 5v3.2l2.1 1.3',
    ],
  },
  banned: {
    lines: ['M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z', 'M5.3 10.7l5.4-5.4'],
  },
}

/** What a mark is drawn of. */
export interface Drawing {
  /** A filled silhouette, on which the lines are knocked out. */
  seal?: string
  /** A dashed circle around it. */
  dashed?: true
  /** Strokes. */
  lines: string[]
  /** A filled dot. */
  dot?: { x: number; y: number; r: number }
}

/** Whether a state stands for proof, which alone is drawn in green. */
export function isProof(state: MarkState): boolean {
  return state === 'verified_now' || state === 'verified_when_written'
}
