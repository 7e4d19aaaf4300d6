/** What an installation needs until the first check mark, in order. What is done follows from what is there. */

/** The steps. */
export const STEPS = ['channel', 'snippet', 'key', 'token', 'team'] as const

/** One of the steps. */
export type Step = (typeof STEPS)[number]

/** What is there so far. */
export interface Facts {
  channels: number
  keys: number
  /** Whether a page of theirs has asked for the messenger since the server started. */
  seen: boolean
  /** Whether any token came, good or bad. */
  attempted: boolean
  /** Whether a token was accepted. */
  accepted: boolean
  /** How many people may sign in to the console. */
  people: number
}

/** Whether a step is done. */
export function isDone(step: Step, facts: Facts): boolean {
  switch (step) {
    case 'channel':
      return facts.channels > 0
    case 'snippet':
      // The server forgets at its restart that a page asked; whoever went on to a key has it behind them.
      return facts.channels > 0 && (facts.seen || facts.keys > 0 || facts.attempted)
    case 'key':
      return facts.keys > 0
    case 'token':
      return facts.accepted
    case 'team':
      return facts.people > 1
  }
}

/** Whether a step can be taken now. */
export function isOpen(step: Step, facts: Facts): boolean {
  switch (step) {
    case 'channel':
    case 'team':
      return true
    case 'snippet':
    case 'key':
      return facts.channels > 0
    case 'token':
      return facts.channels > 0 && facts.keys > 0
  }
}

/** The step to show: the one asked for if it can be taken, else the first that is not done. */
export function stepToShow(asked: string | null, facts: Facts): Step {
  const wanted = STEPS.find((step) => step === asked)
  if (wanted && isOpen(wanted, facts)) return wanted
  return STEPS.find((step) => !isDone(step, facts)) ?? 'team'
}
