import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createEvents } from '../events.ts'
import { FakeLink, FakeStage } from '../fakes.ts'
import { createMessenger, type Messenger } from '../messenger.ts'
import { createSdk, type Sdk } from './sdk.ts'

vi.spyOn(console, 'warn').mockImplementation(() => {})
let stage: FakeStage
let link: FakeLink
let messenger: Messenger
let raised: [string, unknown?][]
let sdk: Sdk

beforeEach(() => begin(true))

function begin(hasButton: boolean, named: ((callback: (token: unknown) => void) => void) | null = null, takesContext = false): void {
  stage = new FakeStage()
  link = new FakeLink()
  messenger = createMessenger(stage, link, createEvents())
  raised = []
  sdk = createSdk(messenger, (name, detail) => raised.push(detail ? [name, detail] : [name]), hasButton, { named, takesContext })
}

const names = () => raised.map(([name]) => name)
const provider = (callback: (token: unknown) => void) => callback('eyJ.a.b')

it('the provider is asked when a chat starts, once, and again for each new token', () => {
  sdk.setAuthTokenProvider(provider)
  expect(sdk.getAuthTokenProvider()).toBe(provider)
  expect(link.said).toEqual([])
  sdk.startChat()
  sdk.closeChat()
  sdk.startChat({ inNewWindow: false })
  for (const n of [1, 2]) messenger.hear({ t: 'token_wanted', n })
  const tokens = [1, 2].map((n) => ({ t: 'token', n, token: 'eyJ.a.b' }))
  expect(link.said).toEqual([{ t: 'login', n: 2 }, ...tokens])
})

it('omn_1_the_function_that_the_channel_names_is_asked_where_the_page_has_set_none', () => {
  begin(true, provider)
  messenger.hear({ t: 'token_wanted', n: 1 })
  expect(link.said).toEqual([{ t: 'token', n: 1, token: 'eyJ.a.b' }])
  sdk.startChat()
  expect(link.said.at(-1)).toEqual({ t: 'login', n: 2 })
  expect(sdk.getAuthTokenProvider()).toBeNull()
  sdk.setAuthTokenProvider((callback: (token: unknown) => void) => callback('eyJ.of.page'))
  messenger.hear({ t: 'token_wanted', n: 2 })
  expect(link.said.at(-1)).toEqual({ t: 'token', n: 2, token: 'eyJ.of.page' })
})

it('omn_1_it_is_asked_again_once_the_page_removes_its_own', () => {
  begin(true, provider)
  sdk.setAuthTokenProvider((callback: (token: unknown) => void) => callback('eyJ.of.page'))
  sdk.startChat()
  sdk.removeAuthTokenProvider()
  messenger.hear({ t: 'token_wanted', n: 1 })
  expect(link.said.at(-1)).toEqual({ t: 'token', n: 1, token: 'eyJ.a.b' })
  link.said.length = 0
  sdk.closeChat()
  sdk.startChat()
  expect(link.said.map(({ t }) => t)).toEqual(['login'])
})

it('omn_1_it_is_asked_in_a_chat_that_started_before_the_sdk_was_there', () => {
  messenger.screen.open()
  createSdk(messenger, () => {}, true, { named: provider, takesContext: false })
  expect(link.said).toEqual([{ t: 'login', n: 2 }])
})

describe('omn_1_after_a_logout_the_function_that_the_channel_names', () => {
  /** Signs in with it, and out again. */
  function logsOut(): void {
    begin(true, provider)
    sdk.startChat()
    messenger.hear({ t: 'logged_in', n: 2 })
    messenger.hear({ t: 'logged_out' })
    link.said.length = 0
  }

  const said = () => link.said.map(({ t }) => t)

  it('is asked by the next chat that starts, and not before', () => {
    logsOut()
    expect(said()).toEqual([])
    sdk.closeChat()
    sdk.startChat()
    messenger.hear({ t: 'token_wanted', n: 1 })
    expect(said()).toEqual(['login', 'token'])
  })

  it('is asked by a chat that the page starts while the panel is open still, once', () => {
    logsOut()
    sdk.startChat()
    sdk.startChat()
    expect(said()).toEqual(['login'])
  })

  it('is not asked in place of one that the page set meanwhile', () => {
    logsOut()
    sdk.setAuthTokenProvider((callback: (token: unknown) => void) => callback('eyJ.of.page'))
    messenger.hear({ t: 'token_wanted', n: 1 })
    expect(link.said.at(-1)).toEqual({ t: 'token', n: 1, token: 'eyJ.of.page' })
  })

  it('renews somebody who signs in in another tab', () => {
    logsOut()
    messenger.hear({ t: 'logged_in' })
    messenger.hear({ t: 'token_wanted', n: 1 })
    expect(link.said).toEqual([{ t: 'token', n: 1, token: 'eyJ.a.b' }])
  })

  it('is not asked again by a start in an open panel that follows a refusal alone', () => {
    begin(true, provider)
    sdk.startChat()
    messenger.hear({ t: 'login_failed', n: 2, reason: 'token_expired', message: 'Its exp has passed.' })
    sdk.startChat()
    expect(said()).toEqual(['login'])
  })
})

it('omn_9_one_that_is_not_there_is_a_failed_provider', () => {
  vi.useFakeTimers()
  begin(true, () => {
    throw new Error('this page has no function auth.get')
  })
  sdk.startChat()
  messenger.hear({ t: 'token_wanted', n: 1 })
  expect(() => vi.runAllTimers()).toThrow('auth.get')
  vi.useRealTimers()
  expect(raised.at(-1)).toMatchObject(['error', { errorCode: 2, reason: 'provider_failed' }])
})

it('somebody who was signed in before is renewed with it, though no chat starts', () => {
  sdk.setAuthTokenProvider(provider)
  messenger.hear({ t: 'token_wanted', n: 1 })
  expect(link.said).toEqual([{ t: 'token', n: 1, token: 'eyJ.a.b' }])
})

it('one that is set while the panel is open is asked at once, and one that is removed not any more', () => {
  sdk.startChat()
  sdk.setAuthTokenProvider(provider)
  sdk.removeAuthTokenProvider()
  expect(sdk.getAuthTokenProvider()).toBeNull()
  messenger.hear({ t: 'token_wanted', n: 1 })
  expect(link.said.map(({ t }) => t)).toEqual(['login', 'no_token'])
})

it('ses_5_a_logout_forgets_it_but_not_one_whose_login_is_under_way', () => {
  sdk.setAuthTokenProvider(provider)
  sdk.startChat()
  messenger.hear({ t: 'logged_out' })
  expect(sdk.getAuthTokenProvider()).toBe(provider)
  messenger.hear({ t: 'logged_in', n: 2 })
  messenger.hear({ t: 'logged_out' })
  expect(sdk.getAuthTokenProvider()).toBeNull()
})

it('what is no function is thrown at the page', () => {
  expect(() => sdk.setAuthTokenProvider('eyJ.a.b')).toThrow(TypeError)
  expect(() => sdk.setContextProvider({})).toThrow(TypeError)
})

it('omn_8_a_refused_token_raises_the_error_with_the_reason_at_logins_and_renewals', () => {
  sdk.setAuthTokenProvider(provider)
  sdk.startChat()
  raised = []
  messenger.hear({ t: 'login_failed', n: 1, reason: 'token_expired', message: 'Its exp has passed.' })
  messenger.hear({ t: 'login_failed', reason: 'signature_invalid', message: 'It is not ours.' })
  messenger.hear({ t: 'login_failed', n: 1, reason: 'token_missing', message: 'Said already.' })
  expect(raised).toEqual([
    ['error', { errorCode: 4, errorDescription: 'Its exp has passed.', reason: 'token_expired' }],
    ['error', { errorCode: 4, errorDescription: 'It is not ours.', reason: 'signature_invalid' }],
  ])
  messenger.hear({ t: 'expired' })
  expect(raised.at(-1)).toMatchObject(['error', { errorCode: 103, reason: 'session_expired' }])
})

it('after a refusal the next chat asks again', () => {
  sdk.setAuthTokenProvider(provider)
  sdk.startChat()
  messenger.hear({ t: 'login_failed', n: 2, reason: 'token_expired', message: 'Its exp has passed.' })
  sdk.closeChat()
  sdk.startChat()
  expect(link.said.map(({ t }) => t)).toEqual(['login', 'login'])
})

it('omn_9_the_three_faults_of_a_provider_are_three_errors', () => {
  vi.useFakeTimers()
  const faulty = [
    (callback: (token: unknown) => void) => callback(null),
    () => {},
    () => {
      throw new Error('of the page')
    },
  ]
  const codes = faulty.map((odd) => {
    begin(true)
    sdk.setAuthTokenProvider(odd)
    sdk.startChat()
    messenger.hear({ t: 'token_wanted', n: 1 })
    try {
      vi.runAllTimers()
    } catch {
      // The page's own error, which its error handling sees.
    }
    return raised.at(-1)
  })
  vi.useRealTimers()
  expect(codes).toMatchObject([
    ['error', { errorCode: 3, reason: 'token_missing' }],
    ['error', { errorCode: 101, reason: 'provider_timed_out' }],
    ['error', { errorCode: 2, reason: 'provider_failed' }],
  ])
})

it('omn_8_context_is_refused_for_it_comes_signed', () => {
  sdk.setContextProvider(() => ({ plan: 'gold' }))
  sdk.startChat({ customContext: { plan: { value: 'gold' } } })
  const refused = ['error', expect.objectContaining({ errorCode: 102, reason: 'context_refused' })]
  expect(raised.filter(([name]) => name === 'error')).toEqual([refused, refused])
  expect(sdk.getContextProvider()).toBeNull()
  expect(() => sdk.removeContextProvider()).not.toThrow()
})

describe('on a channel without an authentication setting', () => {
  const fields = () => messenger.standing().find((said) => said.t === 'metadata')?.metadata.fields
  const CONTEXT = { plan: { value: 'gold', isDisplayable: true }, total: { value: 12.5, isDisplayable: false } }
  const GIVEN = [{ id: 'plan', value: 'gold' }, { id: 'total', value: 12.5 }]

  beforeEach(() => begin(true, null, true))

  it('omn_8_the_provider_of_context_is_asked_when_a_chat_starts_and_what_it_says_are_fields', () => {
    const provides = vi.fn(() => CONTEXT)
    sdk.setContextProvider(provides)
    expect([sdk.getContextProvider(), provides.mock.calls.length, fields()]).toEqual([provides, 0, undefined])
    sdk.startChat()
    expect(fields()).toEqual(GIVEN)
    sdk.removeContextProvider()
    sdk.closeChat()
    sdk.startChat()
    expect([sdk.getContextProvider(), provides.mock.calls.length]).toEqual([null, 1])
    expect(names()).not.toContain('error')
  })

  it('omn_8_one_that_is_set_while_the_panel_is_open_is_asked_at_once', () => {
    sdk.startChat()
    sdk.setContextProvider(() => CONTEXT)
    expect(fields()).toEqual(GIVEN)
  })

  it('omn_8_what_a_chat_is_started_with_goes_before_it', () => {
    sdk.setContextProvider(() => ({ plan: { value: 'silver' } }))
    sdk.startChat({ customContext: CONTEXT })
    expect(fields()).toEqual(GIVEN)
  })

  it('what is no context is said in words', () => {
    for (const odd of [{ plan: 'gold' }, { plan: { value: {} } }, { ['x'.repeat(129)]: { value: 1 } }]) sdk.startChat({ customContext: odd })
    expect(fields()).toBeUndefined()
    expect(names()).not.toContain('error')
  })

  it('omn_8_a_provider_of_context_that_throws_is_an_error_and_the_page_sees_its_own', () => {
    vi.useFakeTimers()
    sdk.setContextProvider(() => {
      throw new Error('of the page')
    })
    expect(names()).not.toContain('error')
    sdk.startChat()
    expect(fields()).toBeUndefined()
    const errors = raised.filter(([name]) => name === 'error')
    expect(errors).toEqual([['error', { errorCode: 1, errorDescription: expect.any(String), reason: 'context_failed' }]])
    expect(() => vi.runAllTimers()).toThrow('of the page')
    vi.useRealTimers()
  })
})

it('raises what happens, in its order', () => {
  messenger.hear({ t: 'standing', talking: false, signedIn: false })
  sdk.startProactiveChat({ message: 'May we help?' }, false, {})
  messenger.hear({ t: 'said', by: 'user' })
  messenger.hear({ t: 'standing', talking: true, signedIn: false })
  messenger.hear({ t: 'said', by: 'agent' })
  messenger.hear({ t: 'said', by: 'system' })
  messenger.hear({ t: 'close_wanted' })
  sdk.startChat()
  sdk.closeChat()
  sdk.closeChat()
  const received = (messageType: string) => ['onMessageReceived', { messageType, channelData: { tags: [] } }]
  expect(raised).toEqual([
    ['onMaximize'],
    ['startChat'],
    ['onMessageSent'],
    ['chatQueued'],
    received('user'),
    received('system'),
    ['onMinimize'],
    ['onMaximize'],
    ['onMinimize'],
    ['closeChat'],
  ])
})

it('a conversation that was there before is not queued anew', () => {
  messenger.hear({ t: 'standing', talking: true, signedIn: true })
  expect(names()).toEqual([])
})

it('without its button there is nothing to see until a chat is started', async () => {
  begin(false)
  expect(stage.view).toMatchObject({ hidden: true })
  sdk.startChat()
  expect(stage.view).toMatchObject({ hidden: false, open: true })
  sdk.closeChat()
  expect(stage.view).toMatchObject({ hidden: true })
})

it.each([
  ['there', true, true],
  ['away', true, false],
  ['closed', false, false],
] as const)('rou_4_where_it_is_%s_the_queue_is_available_%s_and_an_agent_%s', async (attendance, isQueueAvailable, isAgentAvailable) => {
  const asked = [sdk.getAgentAvailability(), sdk.getAgentAvailability()]
  expect(link.said).toEqual([{ t: 'availability' }, { t: 'availability' }])
  messenger.hear({ t: 'availability', availability: { attendance, departments: [] } })
  expect(await Promise.all(asked)).toEqual([{ isQueueAvailable, isAgentAvailable }, { isQueueAvailable, isAgentAvailable }])
})

it('what cannot be told fails', async () => {
  const asked = sdk.getAgentAvailability()
  messenger.hear({ t: 'availability', availability: null })
  await expect(asked).rejects.toThrow('cannot be told')
})

it('rou_4_a_chat_is_queued_once_and_each_place_in_the_queue_is_a_message_of_the_system', () => {
  messenger.hear({ t: 'standing', talking: true, signedIn: false })
  for (const position of [2, 1]) messenger.hear({ t: 'waits', wait: { is: 'open', position, minutes: null } })
  messenger.hear({ t: 'waits', wait: null })
  messenger.hear({ t: 'waits', wait: { is: 'closed' } })
  const place = (...tags: string[]) => ['onMessageReceived', { messageType: 'system', channelData: { tags: ['system', 'queueposition', ...tags] } }]
  expect(raised).toEqual([['chatQueued'], place(), place('customerqueuepositionnext')])
})
