import { beforeEach, describe, expect, it } from 'vitest'
import { settle } from '../testing/clock.ts'
import { clock, reload, server, tab } from '../testing/world.ts'

const ZOE = { name: ' Zoë ', email: ' zoe@shop.example ' }

/** The kinds of what stands in the log. */
const kinds = () => tab.state.thread.messages.map(({ kind }) => kind)

async function write(): Promise<void> {
  tab.write('one')
  await settle()
}

describe('the form for name and address', () => {
  beforeEach(() => {
    server.asksForContact = true
  })

  it('see_5_comes_with_the_first_answer_and_goes_when_it_was_filled_in', async () => {
    expect(tab.state.form).toBeNull()
    await write()
    expect(tab.state.form).toMatchObject({ isSending: false, fault: null })
    await tab.messenger.giving.give(ZOE)
    await settle()
    expect(server.bodies('contact')).toMatchObject([{ name: 'Zoë', email: 'zoe@shop.example' }])
    expect([tab.state.form, kinds()]).toEqual([null, ['text', 'contact_asked', 'contact']])
    expect(tab.said).not.toContainEqual({ t: 'unread', count: 1 })
  })

  it('see_5_is_not_there_for_somebody_signed_in', async () => {
    await write()
    await tab.logIn('mara for 600')
    await settle()
    expect(kinds()).toContain('contact_asked')
    expect(tab.state.form).toBeNull()
  })

  it('is_not_there_where_the_channel_does_not_ask', async () => {
    server.asksForContact = false
    await write()
    expect(tab.state.form).toBeNull()
  })

  it('can_be_declined_for_good', async () => {
    await write()
    tab.messenger.giving.skip(tab.state.form?.asked ?? '')
    expect(tab.state.form).toBeNull()
    reload()
    await settle()
    expect([kinds(), tab.state.form]).toEqual([['text', 'contact_asked'], null])
  })

  it('sends_no_name_that_is_empty', async () => {
    await write()
    await tab.messenger.giving.give({ name: ' ', email: 'zoe@shop.example' })
    expect(Object.keys(server.bodies('contact')[0] ?? {})).toEqual(['client_id', 'email', 'as_user'])
  })

  it('is_sent_once_however_often_answers_are_lost', async () => {
    await write()
    server.trouble('contact', 'not sent')
    server.trouble('contact', 'answer lost')
    void tab.messenger.giving.give(ZOE)
    await settle()
    expect(tab.state.form?.isSending).toBe(true)
    void tab.messenger.giving.give(ZOE)
    await clock.pass(60_000)
    const ids = server.bodies('contact').map((body) => body['client_id'])
    expect([ids.length, new Set(ids).size]).toEqual([2, 1])
    expect([tab.state.form, kinds()]).toEqual([null, ['text', 'contact_asked', 'contact']])
  })

  it.each([[400, 'bad_request', 'wrong'], [422, 'conversation_full', 'failed'], [403, 'login_required', 'failed']] as const)(
    'stays_after_%i_%s_and_says_%s',
    async (status, code, fault) => {
      await write()
      server.trouble('contact', { status, code })
      await tab.messenger.giving.give(ZOE)
      expect(tab.state.form).toMatchObject({ isSending: false, fault })
    },
  )

  it('goes_with_the_session_that_ended', async () => {
    await write()
    server.trouble('contact', { status: 401, code: 'session_ended' })
    await tab.messenger.giving.give(ZOE)
    await settle()
    expect([tab.state.form, tab.state.notice]).toEqual([null, 'ended'])
  })
})
