import type { HandleClientError } from '@sveltejs/kit'

/** Faults of ours go to the browser's console; an address without a page is none, and the page says so itself. */
export const handleError: HandleClientError = ({ error, status, message }) => {
  if (status !== 404) console.error(error)
  return { message }
}
