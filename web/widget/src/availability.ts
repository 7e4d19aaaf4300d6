/** Whether anybody is there, for a page that asks. Loaded only for such pages. */
import type { Availability } from '@bonafide/shared/frame'
import type { Page } from './bridge.ts'

/** Tells the page how the channel is now, of which this is the messenger. */
export async function tell(page: Pick<Page, 'say'>, search = location.search): Promise<void> {
  const channel = new URLSearchParams(search).get('key') ?? ''
  page.say({ t: 'availability', availability: await read(channel) })
}

async function read(channel: string): Promise<Availability | null> {
  try {
    const answer = await fetch(`/client/v1/availability?${new URLSearchParams({ channel })}`, { credentials: 'omit' })
    return answer.ok ? ((await answer.json()) as Availability) : null
  } catch {
    return null
  }
}
