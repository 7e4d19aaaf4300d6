import { t } from '$lib/i18n'

/** The title waits for the words, which the root layout loads. */
export async function load({ parent }: { parent: () => Promise<unknown> }): Promise<{ title: string }> {
  await parent()
  return { title: `${t('shell.inbox')} · Bonafide` }
}
