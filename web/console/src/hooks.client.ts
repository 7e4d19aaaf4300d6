import type { HandleClientError } from '@sveltejs/kit'
import { isReached, lost } from '$lib/connection.svelte'
import { t } from '$lib/i18n'
import { NO_CONNECTION } from '$lib/problem'

/**
 * What becomes of a fault that no page expected. An address without a page is none of ours, and the page says so. A
 * part of the console that could not be fetched is a lost connection. All else goes to the browser's console.
 */
export const handleError: HandleClientError = async ({ error, status, message }) => {
  if (status === 404) return { message }
  if (!(await isReached())) {
    lost()
    return { message: t('problem.no_connection'), problem: NO_CONNECTION }
  }
  console.error(error)
  return { message }
}
