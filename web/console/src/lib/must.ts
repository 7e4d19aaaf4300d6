import { error, redirect } from '@sveltejs/kit'
import { problemWords, type Answer } from './problem.ts'
import { wanted } from './shell/wanted.ts'
import { signInPath } from './way-back.ts'

/** The value that a page cannot do without; without it the error page says why. For `load` functions. */
export function must<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value
  const { problem } = answer
  if (problem.code === 'sign_in_required') redirect(307, signInPath(wanted()))
  error(problem.status || 503, { message: problemWords(problem), problem })
}
