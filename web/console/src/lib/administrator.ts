import { error } from '@sveltejs/kit'
import { t } from './i18n.ts'
import type { Session } from './session.ts'
import { signedIn } from './signed-in.ts'

/** The session of an administrator, for pages that nobody else may see; for `load` functions. */
export function administrator(url: URL): Session {
  const session = signedIn(url)
  if (session.agent.role !== 'administrator') error(403, t('problem.administrator_required'))
  return session
}
