import { describe, expect, it } from 'vitest'
import { settle } from '../testing/clock.ts'
import { browser, clock, reload, server, tab } from '../testing/world.ts'

const LONG = 31 * 60_000

/** Somebody wrote on this device, and Mara signs in there much later. */
async function asked(): Promise<void> {
  tab.write('of somebody')
  await settle()
  await clock.pass(LONG)
  await tab.logIn('mara for 9600')
  await settle()
}

const at = () => tab.state.question?.at

describe('mrg_11_the question whose the earlier conversation is', () => {
  it('shows_nothing_of_it_but_when_it_was_written', async () => {
    const written = new Date(clock.now()).toISOString()
    await asked()
    expect(at()).toBe(written)
    expect(tab.shown).toEqual([])
    expect(JSON.stringify(tab.state)).not.toContain('of somebody')
  })

  it('is_not_asked_where_it_was_joined', async () => {
    tab.write('one')
    await settle()
    await tab.logIn('mara for 600')
    await settle()
    expect(tab.state.question).toBeNull()
    expect(tab.shown).toEqual(['one'])
  })

  it('answered_yes_shows_it_before_the_seam', async () => {
    await asked()
    await tab.messenger.earlier.answer(true)
    await settle()
    expect(server.bodies('earlier-conversation')).toEqual([{ is_mine: true }])
    expect(tab.state.question).toBeNull()
    expect(tab.shown).toEqual(['of somebody'])
    expect(tab.state.thread.seams).toEqual([new Date(clock.now()).toISOString()])
  })

  it('answered_no_goes_away_and_shows_nothing', async () => {
    await asked()
    await tab.messenger.earlier.answer(false)
    await settle()
    expect(server.bodies('earlier-conversation')).toEqual([{ is_mine: false }])
    expect(tab.state).toMatchObject({ question: null, notice: null })
    expect(tab.shown).toEqual([])
  })

  it.each([true, false])('answered_in_one_tab_(%s)_is_gone_in_all', async (isMine) => {
    const other = browser.tab()
    await asked()
    expect(other.state.question).not.toBeNull()
    await tab.messenger.earlier.answer(isMine)
    await settle()
    expect(other.state.question).toBeNull()
    expect(other.shown).toEqual(tab.shown)
  })

  it('is_still_there_after_a_reload', async () => {
    await asked()
    reload()
    await settle()
    expect(tab.state.question).not.toBeNull()
  })

  it('is_answered_once_however_often_somebody_presses', async () => {
    await asked()
    server.trouble('earlier-conversation', 'not sent')
    const first = tab.messenger.earlier.answer(true)
    await settle()
    expect(tab.state.question?.isBusy).toBe(true)
    await tab.messenger.earlier.answer(false)
    await clock.pass(5_000)
    await first
    expect(server.bodies('earlier-conversation')).toEqual([{ is_mine: true }])
  })

  it('that_is_over_goes_away_and_says_so', async () => {
    await asked()
    server.trouble('earlier-conversation', { status: 409, code: 'question_over' })
    server.forgetQuestions()
    await tab.messenger.earlier.answer(true)
    await settle()
    expect(tab.state).toMatchObject({ question: null, notice: 'too_late' })
    expect(tab.shown).toEqual([])
  })

  it('is_never_shown_to_a_second_person', async () => {
    await asked()
    await tab.logIn('otto for 600')
    await settle()
    expect(tab.state.question).toBeNull()
    await tab.messenger.earlier.answer(true)
    await settle()
    expect(tab.shown).toEqual([])
  })

  it('goes_with_a_logout_and_an_answer_on_its_way_is_nobodys', async () => {
    await asked()
    server.trouble('earlier-conversation', 'not sent')
    void tab.messenger.earlier.answer(true)
    await settle()
    await tab.messenger.logOut()
    await clock.pass(60_000)
    expect(tab.state.question).toBeNull()
    expect(server.bodies('earlier-conversation')).toEqual([])
  })
})
