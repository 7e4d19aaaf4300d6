import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeChat, jwtFn } from './fakes.ts'
import { installChat } from './zopim.ts'

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
let chat: FakeChat

beforeEach(() => {
  warn.mockClear()
  chat = new FakeChat()
})

describe('authenticate', () => {
  it('cht_4_jwtFn_is_asked_each_time_a_token_is_needed', () => {
    const fetches = jwtFn()
    chat.livechat['authenticate']?.({ jwtFn: fetches })
    for (const n of [1, 2]) chat.messenger.hear({ t: 'token_wanted', n })
    expect(fetches).toHaveBeenCalledTimes(2)
    expect(chat.link.said).toEqual([
      { t: 'login', n: 1 },
      { t: 'token', n: 1, token: 'eyJ.a.b' },
      { t: 'token', n: 2, token: 'eyJ.a.b' },
    ])
    expect(warn).not.toHaveBeenCalled()
  })

  it('cht_4_a_new_token_is_asked_for_after_each_reconnection', () => {
    chat.messenger.hear({ t: 'reconnected' })
    expect(chat.link.said).toEqual([])
    chat.livechat['authenticate']?.({ jwtFn: jwtFn() })
    // The login that is under way asks for one already.
    chat.messenger.hear({ t: 'reconnected' })
    chat.messenger.hear({ t: 'logged_in', n: 1 })
    for (const _ of [1, 2]) chat.messenger.hear({ t: 'reconnected' })
    expect(chat.link.said).toEqual([{ t: 'login', n: 1 }, { t: 'login', n: 0 }, { t: 'login', n: 0 }])
    chat.livechat['clearAll']?.()
    chat.messenger.hear({ t: 'reconnected' })
    expect(chat.link.said.at(-1)).toEqual({ t: 'logout' })
  })

  it('ses_5_a_logout_in_another_tab_forgets_jwtFn', () => {
    const fetches = jwtFn()
    chat.livechat['authenticate']?.({ jwtFn: fetches })
    chat.messenger.hear({ t: 'logged_in', n: 1 })
    chat.messenger.hear({ t: 'logged_out' })
    chat.messenger.hear({ t: 'reconnected' })
    chat.messenger.hear({ t: 'token_wanted', n: 1 })
    expect(fetches).not.toHaveBeenCalled()
    expect(chat.link.said).toEqual([{ t: 'login', n: 1 }, { t: 'no_token', n: 1 }])
  })

  it('cht_4_its_callback_counts_once_per_call', () => {
    const twice = (callback: (token: unknown) => void) => ['one', 'two'].forEach((token) => callback(token))
    chat.livechat['authenticate']?.({ jwtFn: twice })
    chat.messenger.hear({ t: 'token_wanted', n: 1 })
    expect(chat.link.said).toEqual([{ t: 'login', n: 1 }, { t: 'token', n: 1, token: 'one' }])
  })

  it.each([[undefined], [null], [''], [7], [{}]])('cht_4_%j_is_an_invalid_jwt_in_callback', (token) => {
    chat.livechat['authenticate']?.({ jwtFn: (callback: (token: unknown) => void) => callback(token) })
    chat.messenger.hear({ t: 'token_wanted', n: 1 })
    expect(warn.mock.calls.flat().join(' ')).toContain('invalid jwt in callback')
    expect(chat.link.said).toContainEqual({ t: 'no_token', n: 1 })
  })

  it('without_jwtFn_says_so_in_words_and_does_nothing', () => {
    chat.livechat['authenticate']?.({})
    expect(warn.mock.calls).toEqual([
      ['Bonafide: $zopim.livechat.authenticate did nothing: jwtFn must be a function, but is missing.'],
    ])
    expect(chat.link.said).toEqual([])
  })

  it('cht_9_clearAll_logs_out_and_logging_in_again_needs_no_new_page', () => {
    chat.livechat['authenticate']?.({ jwtFn: jwtFn() })
    chat.livechat['clearAll']?.()
    chat.livechat['authenticate']?.({ jwtFn: jwtFn() })
    expect(chat.link.said).toEqual([{ t: 'login', n: 1 }, { t: 'logout' }, { t: 'login', n: 2 }])
  })
})

describe('what the page says of the visitor', () => {
  it('is kept as fields that the page gave', () => {
    chat.livechat['setName']?.('Mara')
    chat.livechat['setEmail']?.('mara@mail.example')
    chat.livechat['setPhone']?.(5550100)
    const [name, email] = [{ id: 'name', value: 'Mara' }, { id: 'email', value: 'mara@mail.example' }]
    expect(chat.metadata).toEqual({ fields: [name, email, { id: 'phone', value: '5550100' }] })
    chat.livechat['set']?.({ phone: null, name: 'Mara L.', language: 'de' })
    expect(chat.metadata).toEqual({ fields: [{ id: 'name', value: 'Mara L.' }, email] })
    expect(chat.stage.view?.locale).toBe('de')
  })

  it('cht_6_does_not_count_while_somebody_is_signed_in', () => {
    chat.livechat['set']?.({ name: 'Mara', email: 'mara@mail.example', phone: '5550100' })
    chat.messenger.hear({ t: 'logged_in', n: 1 })
    const phone = { id: 'phone', value: '5550100' }
    expect(chat.metadata).toEqual({ fields: [phone] })
    for (const call of ['setName', 'setEmail']) chat.livechat[call]?.('Otto')
    chat.livechat['set']?.({ name: 'Otto' })
    expect(warn).toHaveBeenCalledTimes(3)
    expect(warn.mock.calls[0]?.[0]).toContain('does not count: somebody is signed in')
    expect(chat.metadata).toEqual({ fields: [phone] })
    chat.messenger.hear({ t: 'logged_out' })
    expect(chat.metadata?.fields).toContainEqual({ id: 'name', value: 'Mara' })
  })

  it('cht_6_does_not_count_for_somebody_who_was_signed_in_when_the_page_was_loaded', () => {
    chat.stands(true, true)
    chat.livechat['setName']?.('Otto')
    expect(chat.metadata).toBeUndefined()
  })

  it('that is too long, or no text, is refused in words', () => {
    chat.livechat['setName']?.('x'.repeat(256))
    chat.livechat['setEmail']?.({})
    expect(warn).toHaveBeenCalledTimes(2)
    expect(chat.metadata).toBeUndefined()
  })

  it('tags come and go, one by one or as a list', () => {
    chat.livechat['addTags']?.('vip', 'tableware')
    chat.livechat['addTags']?.(['vip', 'sale'])
    expect(chat.metadata).toEqual({ tags: ['vip', 'tableware', 'sale'] })
    chat.livechat['removeTags']?.('vip', 'nothing')
    expect(chat.metadata).toEqual({ tags: ['tableware', 'sale'] })
    chat.livechat['addTags']?.('not one')
    expect(warn.mock.calls[0]?.[0]).toContain('the tags[0] must be a string of 1 to 80 characters without spaces')
  })

  it('departments are the queues that the channel names, and the visitor’s is a wish of the page’s', () => {
    chat.stands(false, false)
    chat.available('there', [{ id: 'q1', name: 'Returns', attendance: 'away' }])
    const returns = { id: 'q1', name: 'Returns', status: 'away' }
    const { departments } = chat.livechat
    expect(departments['getAllDepartments']?.()).toEqual([returns])
    for (const which of ['q1', 'Returns']) {
      expect(departments['getDepartment']?.(which)).toEqual(returns)
      departments['setVisitorDepartment']?.(which)
      expect(chat.metadata).toEqual({ fields: [{ id: 'department', value: 'Returns' }] })
    }
  })

  it('a department is a field, and can be taken back', () => {
    chat.livechat.departments['setVisitorDepartment']?.('Returns')
    expect(chat.metadata).toEqual({ fields: [{ id: 'department', value: 'Returns' }] })
    chat.livechat.departments['clearVisitorDepartment']?.()
    expect(chat.metadata).toEqual({ fields: [] })
    expect(chat.livechat.departments['getAllDepartments']?.()).toEqual([])
    expect(chat.livechat.departments['getDepartment']?.('Returns')).toBeUndefined()
  })
})

describe('what the page is told', () => {
  it('is when the chat connects, begins and ends, and how many messages are unread', () => {
    const heard: unknown[] = []
    for (const name of ['Connected', 'ChatStart', 'ChatEnd', 'Status', 'UnreadMsgs']) {
      chat.livechat[`setOn${name}`]?.((value: unknown) => heard.push(value === undefined ? name : [name, value]))
    }
    chat.stands(false, false)
    chat.available('there')
    expect(chat.livechat['isChatting']?.()).toBe(false)
    chat.stands(true, false)
    expect(chat.livechat['isChatting']?.()).toBe(true)
    chat.messenger.hear({ t: 'unread', count: 2 })
    chat.stands(true, true)
    chat.stands(false, false)
    expect(heard).toEqual(['Connected', ['Status', 'online'], 'ChatStart', ['UnreadMsgs', 2], 'ChatEnd'])
  })

  it('rou_8_is_whether_anybody_is_there_and_whenever_that_changes', () => {
    vi.useFakeTimers()
    const told: unknown[] = []
    chat.livechat['setOnStatus']?.((status: unknown) => told.push(status))
    chat.stands(false, false)
    expect([chat.link.said, told]).toEqual([[{ t: 'availability' }], []])
    for (const attendance of ['away', 'away', 'closed', null, 'there'] as const) chat.available(attendance)
    expect(told).toEqual(['away', 'offline', 'online'])
    vi.advanceTimersByTime(60_000)
    expect(chat.link.said).toHaveLength(2)
    vi.useRealTimers()
  })

  it('goes to the last function of each kind, and is said at once of what has come about', () => {
    chat.stands(false, false)
    const [first, second] = [vi.fn(), vi.fn()]
    chat.livechat['setOnConnected']?.(first)
    chat.livechat['setOnChatStart']?.(first)
    chat.livechat['setOnChatStart']?.(second)
    chat.stands(true, false)
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1])
  })

  it('one function that fails never stops the next', () => {
    vi.useFakeTimers()
    const told = vi.fn()
    chat.livechat['setOnConnected']?.(() => {
      throw new Error('of the page')
    })
    chat.livechat['setOnStatus']?.(told)
    chat.stands(false, false)
    chat.available('there')
    expect(told.mock.calls).toEqual([['online']])
    expect(() => vi.runAllTimers()).toThrow('of the page')
    vi.useRealTimers()
  })
})

describe('window and button', () => {
  it('open and close, and say which', () => {
    const { window } = chat.livechat
    const heard: string[] = []
    window['onShow']?.(() => heard.push('shown'))
    window['onHide']?.(() => heard.push('hidden'))
    window['show']?.()
    expect([chat.stage.view?.open, window['getDisplay']?.()]).toEqual([true, true])
    window['toggle']?.()
    expect([chat.stage.view?.open, window['getDisplay']?.()]).toEqual([false, false])
    window['toggle']?.()
    window['hide']?.()
    expect(heard).toEqual(['shown', 'hidden', 'shown', 'hidden'])
  })

  it('a hidden button stays away while the window is closed, which opens all the same', () => {
    const { window, button } = chat.livechat
    button['hide']?.()
    expect(chat.stage.view).toMatchObject({ hidden: true })
    window['show']?.()
    expect(chat.stage.view).toMatchObject({ hidden: false, open: true })
    window['hide']?.()
    expect(chat.stage.view).toMatchObject({ hidden: true })
    button['show']?.()
    expect(chat.stage.view).toMatchObject({ hidden: false, open: false })
  })

  it('endChat closes the window; the conversation goes on', () => {
    chat.livechat.window['show']?.()
    chat.livechat['endChat']?.()
    expect(chat.stage.view?.open).toBe(false)
    expect(chat.link.said).toEqual([])
  })

  it('cht_8_there_is_no_window_to_pop_out', () => {
    const open = vi.fn()
    vi.stubGlobal('open', open)
    chat.stands(true, true)
    expect(chat.livechat.window['openPopout']?.()).toBeUndefined()
    expect(open).not.toHaveBeenCalled()
    vi.unstubAllGlobals()
  })
})

it('every documented method is there, and none throws, whatever it is given', () => {
  const { window, button, departments, theme } = chat.livechat
  const documented: [object, string][] = [
    [chat.livechat, 'authenticate clearAll setName setEmail setPhone set say endChat isChatting addTags removeTags'],
    [chat.livechat, 'getName getEmail getPhone sendVisitorPath setStatus setLanguage setGreetings'],
    [chat.livechat, 'setOnConnected setOnChatStart setOnChatEnd setOnStatus setOnUnreadMsgs'],
    [window, 'show hide toggle getDisplay onShow onHide setTitle setColor setPosition openPopout'],
    [button, 'show hide setPosition setColor'],
    [departments, 'getDepartment getAllDepartments filter setVisitorDepartment clearVisitorDepartment'],
    [theme, 'setColor setColors'],
  ]
  const odd = [[], [undefined], [null], [7], ['x'], [{}], [[]], [Symbol('x')], [Object.create(null)], [() => {}]]
  for (const [group, names] of documented) {
    for (const name of names.split(' ')) {
      for (const args of odd) expect(() => (group as Record<string, (...args: unknown[]) => void>)[name]?.(...args), name).not.toThrow()
      expect(Object.keys(group), name).toContain(name)
    }
  }
})

it('what the older chat has besides does nothing, whatever its group, and the console says so', () => {
  const { livechat } = chat as unknown as { livechat: Record<string, Record<string, () => unknown>> }
  expect(() => {
    (livechat as unknown as Record<string, () => void>)['hideAll']?.()
    livechat['window']?.['setOffsetVertical']?.()
    livechat['badge']?.['setText']?.()
    livechat['concierge']?.['setName']?.()
  }).not.toThrow()
  expect(warn.mock.calls.flat()).toEqual(
    ['hideAll', 'window.setOffsetVertical', 'badge.setText', 'concierge.setName'].map(
      (name) => `Bonafide: $zopim.livechat.${name} does nothing here.`,
    ),
  )
  expect(livechat['then']).toBeUndefined()
})

it('says what the page said of the visitor, and nothing of what a token says', () => {
  chat.livechat['set']?.({ name: 'Mara', phone: 5550100 })
  expect(['getName', 'getEmail', 'getPhone'].map((name) => chat.livechat[name]?.())).toEqual(['Mara', '', '5550100'])
})

it('says what the visitor would', () => {
  chat.livechat['say']?.('Hello')
  expect(chat.link.said).toEqual([{ t: 'send', n: 1, text: 'Hello' }])
})

describe('on the page', () => {
  it('what was called before is carried out in order, settings first, and one that fails does not stop the next', () => {
    vi.useFakeTimers()
    const calls: string[] = []
    const set = Object.assign(() => {}, { _: [{ name: 'Mara' }, () => calls.push('set')] })
    const stub = Object.assign(() => {}, {
      set,
      _: [
        () => calls.push('one'),
        () => {
          throw new Error('of the page')
        },
        'nonsense',
        () => calls.push('two'),
      ],
    })
    const page = { $zopim: stub }
    installChat(page, chat.zopim)
    expect(calls).toEqual(['set', 'one', 'two'])
    expect(chat.metadata).toEqual({ fields: [{ id: 'name', value: 'Mara' }] })
    expect(page.$zopim).toBe(chat.zopim)
    expect(() => vi.runAllTimers()).toThrow('of the page')
    vi.useRealTimers()
  })

  it('is not put in the place of something else', () => {
    const page = { $zopim: 7 }
    installChat(page, chat.zopim)
    expect(page).toEqual({ $zopim: 7 })
  })
})
