import { beforeEach, describe, expect, it } from 'vitest'
import { settle } from '../testing/clock.ts'
import { browser, clock, reload, server, tab } from '../testing/world.ts'
import type { Line } from './choice.ts'

/** The list as the person sees it: what was said last, `*` for news, `>` for the open one. */
function listed(): string[] {
  const said = (line: Line): string => (line.t === 'unbegun' ? `(${line.text})` : (line.last?.text ?? ''))
  const news = (line: Line): string => (line.t === 'conversation' && line.isUnread ? '*' : '')
  return (tab.state.several?.lines ?? []).map((line) => (line.isOpen ? '>' : '') + news(line) + said(line))
}

/** Opens the conversation of which this was said last. */
async function choose(text: string): Promise<void> {
  const line = tab.state.several?.lines.find((one) => one.t === 'conversation' && one.last?.text === text)
  if (!line) throw new Error(`no conversation ends with ${text}`)
  tab.messenger.choice.choose(line)
  await settle()
}

/** Begins a conversation with these words. */
async function begin(text: string): Promise<void> {
  tab.messenger.choice.begin()
  tab.write(text)
  await settle()
}

describe('mrg_9_several_conversations', () => {
  beforeEach(async () => {
    server.isMultiple = true
    reload()
    await settle()
  })

  it('are_begun_listed_with_the_newest_first_and_opened', async () => {
    expect(tab.state.several).toBeNull()
    tab.write('shoes')
    await settle()
    await begin('bill')
    expect(tab.shown).toEqual(['bill'])
    expect(listed()).toEqual(['>bill', 'shoes'])
    expect(server.talkOf('bill')).not.toBe(server.talkOf('shoes'))
    await choose('shoes')
    tab.write('more')
    await settle()
    expect(tab.shown).toEqual(['shoes', 'more'])
    expect(listed()).toEqual(['>more', 'bill'])
    expect(server.talkOf('more')).toBe(server.talkOf('shoes'))
  })

  it('that_are_not_open_have_news_of_their_own_which_end_when_they_are_looked_at', async () => {
    tab.messenger.appear({ isShown: true })
    tab.write('shoes')
    await settle()
    await begin('bill')
    server.answer('about shoes', server.talkOf('shoes')?.id)
    await settle()
    expect(tab.shown).toEqual(['bill'])
    expect(listed()).toEqual(['*about shoes', '>bill'])
    expect(tab.said.at(-1)).toEqual({ t: 'unread', count: 1 })
    await choose('about shoes')
    expect(listed()).toEqual(['>about shoes', 'bill'])
    expect(tab.said.at(-1)).toEqual({ t: 'unread', count: 0 })
  })

  it('each_have_a_draft_and_a_reload_opens_the_one_last_written_to', async () => {
    tab.write('shoes')
    await settle()
    tab.messenger.writing.type('half of sh')
    await begin('bill')
    tab.messenger.writing.type('half of bi')
    expect(tab.state.draft).toBe('half of bi')
    reload()
    await settle()
    expect([tab.shown, tab.state.draft]).toEqual([['bill'], 'half of bi'])
    await choose('shoes')
    expect([tab.shown, tab.state.draft]).toEqual([['shoes'], 'half of sh'])
  })

  it('get_what_was_typed_for_them_once_the_server_is_back_each_in_its_own', async () => {
    tab.write('shoes')
    await settle()
    server.isDown = true
    tab.write('more of shoes')
    await begin('bill')
    tab.write('more of bill')
    await settle()
    expect(tab.shown).toEqual(['(bill)', '(more of bill)'])
    expect(listed()).toEqual(['>(bill)', 'shoes'])
    reload()
    server.isDown = false
    tab.messenger.wake()
    await clock.pass(60_000)
    expect(server.talkOf('shoes')?.messages.map(({ text }) => text)).toEqual(['shoes', 'more of shoes'])
    expect(server.talkOf('bill')?.messages.map(({ text }) => text)).toEqual(['bill', 'more of bill'])
  })

  it('a_lost_answer_begins_nothing_twice', async () => {
    tab.write('shoes')
    await settle()
    server.trouble('messages', 'answer lost')
    await begin('bill')
    await clock.pass(60_000)
    expect(server.texts()).toEqual(['shoes', 'bill'])
    expect(tab.shown).toEqual(['bill'])
  })

  it('follow_the_other_tabs_and_nothing_of_one_shows_in_another', async () => {
    tab.write('shoes')
    await settle()
    const other = browser.tab()
    await settle()
    await begin('bill')
    expect(other.shown).toEqual(['shoes'])
    expect(other.state.several?.lines.length).toBe(2)
  })

  it('stay_apart_when_the_person_signs_in_and_what_waits_goes_where_it_was_typed', async () => {
    await tab.logIn('mara for 3600')
    await settle()
    tab.write('as mara')
    await settle()
    await tab.messenger.logOut()
    tab.write('shoes')
    await settle()
    await begin('bill')
    server.isDown = true
    tab.write('more of bill')
    server.isDown = false
    await tab.logIn('mara for 3600')
    await clock.pass(60_000)
    expect(tab.state.several?.lines.length).toBe(3)
    expect(server.talkOf('bill')?.messages.map(({ text }) => text)).toEqual(['bill', 'more of bill'])
    expect(server.talkOf('as mara')?.messages).toHaveLength(1)
  })

  it('a_message_of_the_page_names_the_one_it_is_for', async () => {
    tab.write('shoes')
    await settle()
    await begin('bill')
    const told: (string | null)[] = []
    tab.messenger.writing.say('by the page', (refusal) => told.push(refusal), server.talkOf('shoes')?.id)
    tab.messenger.writing.say('to nobody', (refusal) => told.push(refusal), '0123456789abcdef01234567')
    await settle()
    expect(told).toEqual([null, 'wrong'])
    expect(server.talkOf('shoes')?.messages.map(({ text }) => text)).toEqual(['shoes', 'by the page'])
    expect(tab.shown).toEqual(['bill', '(to nobody)'])
  })

  it('one_that_is_theirs_no_more_gives_way_to_the_one_last_written_to', async () => {
    tab.write('shoes')
    await settle()
    await begin('bill')
    await choose('shoes')
    server.trouble('conversation', { status: 404, code: 'not_found' })
    server.hush('nothing of it was told')
    await clock.pass(25_000)
    expect(tab.shown).toEqual(['bill', 'nothing of it was told'])
  })

  it('too_many_are_refused_in_words', async () => {
    tab.write('shoes')
    await settle()
    server.trouble('messages', { status: 422, code: 'too_many_conversations' })
    await begin('one too many')
    expect(tab.state.unsent.map(({ refused }) => refused)).toEqual(['too_many'])
  })
})

describe('ses_11_and_ses_5_for_each_of_several_conversations', () => {
  beforeEach(async () => {
    server.isMultiple = true
    reload()
    await tab.logIn('mara for 600')
    tab.write('shoes')
    await settle()
    await begin('bill')
  })

  it('while_the_session_is_expired_none_of_them_is_shown', async () => {
    tab.token = null
    await clock.pass(700_000)
    expect(tab.state.who.kind).toBe('expired')
    expect([tab.state.several, tab.shown]).toEqual([null, []])
  })

  it('what_waits_in_any_of_them_is_discarded_by_the_login_of_another', async () => {
    server.isDown = true
    tab.write('more of bill')
    await choose('shoes')
    tab.write('more of shoes')
    server.isDown = false
    await tab.logIn('hanna for 600')
    await clock.pass(60_000)
    expect(server.texts()).toEqual(['shoes', 'bill'])
    expect([tab.shown, listed()]).toEqual([[], []])
  })

  it('a_logout_wipes_all_of_them_with_their_drafts_and_what_was_seen', async () => {
    tab.messenger.writing.type('half of bi')
    await choose('shoes')
    tab.messenger.writing.type('half of sh')
    await tab.messenger.logOut()
    await settle()
    expect([tab.shown, tab.state.several, tab.state.draft]).toEqual([[], null, ''])
    const kept = [...browser.storage.items.keys(), ...tab.tabStorage.items.keys()]
    expect(kept.filter((name) => /draft|seen|seams|outbox/.test(name))).toEqual([])
  })
})

describe('mrg_9_with_the_setting_off', () => {
  it('nothing_of_it_is_there_and_nothing_names_a_conversation', async () => {
    tab.write('one')
    await settle()
    reload()
    await settle()
    tab.write('two')
    server.answer('three')
    await settle()
    expect(tab.state.several).toBeNull()
    for (const { path, body } of server.heard) {
      expect(path).not.toContain('conversation=')
      expect(Object.keys(body)).not.toContain('begun_by')
      expect(Object.keys(body)).not.toContain('conversation')
    }
  })
})
