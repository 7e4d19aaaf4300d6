import { redirect } from '@sveltejs/kit'
import { current } from '$lib/session'

export function load(): never {
  redirect(307, current() ? '/inbox' : '/sign-in')
}
