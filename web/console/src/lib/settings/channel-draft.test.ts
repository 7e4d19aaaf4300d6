import { expect, test } from 'vitest'
import { bodyOf, changeOf, channelFaults, draftOf, newDraft } from './channel-draft.ts'

const GOOD = {
  kind: 'messaging' as const,
  name: ' Web shop ',
  origins: 'shop.example',
  loginRequired: true,
  reportLogin: false,
  asksForContact: false,
  multipleConversations: true,
  refusesFailed: false,
  trustsAddresses: false,
  hasSetting: false,
  signInPage: '',
  color: ' #0A7D5A ',
}

test('a_draft_becomes_what_the_server_is_told', () => {
  expect(channelFaults(GOOD)).toEqual([])
  expect(bodyOf(GOOD)).toEqual({
    name: 'Web shop',
    origins: ['https://shop.example'],
    login_required: true,
    asks_for_contact: false,
    multiple_conversations: true,
    color: '#0a7d5a',
  })
})

test('omn_18_a_live_chat_requires_login_only_where_a_setting_is_attached', () => {
  const chat = { ...GOOD, kind: 'omnichannel' as const }
  expect(bodyOf(chat).login_required).toBe(false)
  expect(bodyOf({ ...chat, hasSetting: true }).login_required).toBe(true)
})

test('see_5_a_new_channel_asks_for_name_and_address', () => {
  expect(bodyOf({ ...newDraft(), name: 'Shop' }).asks_for_contact).toBe(true)
})

test('mrg_9_a_user_of_a_new_channel_has_one_conversation', () => {
  expect(bodyOf({ ...newDraft(), name: 'Shop' }).multiple_conversations).toBe(false)
})

test('a_new_channel_lets_the_developers_own_machine_in', () => {
  expect(bodyOf({ ...newDraft(), name: 'Shop' }).origins).toEqual(['http://localhost:*'])
})

test('a_channel_comes_back_as_it_was', () => {
  const channel = {
    id: 'c',
    kind: 'messaging',
    public_key: 'k',
    login_required_mode: 'report_only',
    on_failure: 'anonymous',
    address_trust: 'trusted',
    secrets: [],
    ...bodyOf(GOOD),
  }
  expect(bodyOf(draftOf(channel))).toEqual(bodyOf(GOOD))
  expect(draftOf(channel).reportLogin).toBe(true)
  expect(draftOf({ ...channel, login_required_mode: 'enforced' }).reportLogin).toBe(false)
})

test('cht_10_and_res_12_are_said_of_a_chat_alone', () => {
  const mode = { login_required_mode: 'enforced' }
  expect(changeOf(GOOD)).toEqual({ ...bodyOf(GOOD), ...mode })
  const chat = { ...GOOD, kind: 'chat' as const, refusesFailed: true }
  expect(changeOf(chat)).toEqual({ ...bodyOf(GOOD), ...mode, on_failure: 'refuse', address_trust: 'not_trusted' })
  const trusting = { ...chat, refusesFailed: false, trustsAddresses: true }
  expect(changeOf(trusting)).toEqual({ ...bodyOf(GOOD), ...mode, on_failure: 'anonymous', address_trust: 'trusted' })
})

test('omn_14_a_sign_in_page_is_said_of_a_live_chat_with_a_setting_alone', () => {
  const page = 'https://shop.example/login?back={return}'
  const chat = { ...GOOD, kind: 'omnichannel' as const, hasSetting: true, signInPage: ` ${page}` }
  expect(changeOf(chat).sign_in_page).toBe(page)
  expect(changeOf({ ...chat, signInPage: '' }).sign_in_page).toBeNull()
  expect(changeOf({ ...chat, hasSetting: false })).not.toHaveProperty('sign_in_page')
  expect(changeOf({ ...GOOD, signInPage: page })).not.toHaveProperty('sign_in_page')
})

test.each(['shop.example/login', 'http://shop.example/login', 'javascript:alert(1)', 'https://ada@shop.example', 'https://shop.example/log in'])('omn_14_%s_is_refused', (signInPage) => {
  const chat = { ...GOOD, kind: 'omnichannel' as const, hasSetting: true, signInPage }
  expect(channelFaults(chat).map((fault) => fault.key)).toEqual(['fault.sign_in_page_invalid'])
  expect(channelFaults({ ...chat, signInPage: 'http://localhost:3000/login' })).toEqual([])
})

test('omn_14_return_stands_behind_the_question_mark_alone', () => {
  const faults = (signInPage: string) =>
    channelFaults({ ...GOOD, kind: 'omnichannel' as const, hasSetting: true, signInPage }).map((fault) => fault.key)
  expect(faults('https://shop.example/login?back={return}#form')).toEqual([])
  for (const odd of ['https://shop.example/{return}', 'https://shop.example/?back=1#{return}', 'https://shop.example/#a?back={return}']) {
    expect(faults(odd), odd).toEqual(['fault.return_elsewhere'])
  }
})

test('without_a_color_the_channel_has_ours', () => {
  expect(bodyOf({ ...GOOD, color: ' ' }).color).toBeNull()
})

test.each([
  [{ name: '' }, 'fault.name_missing'],
  [{ name: 'x'.repeat(256) }, 'fault.too_long'],
  [{ origins: 'https://*.shop.example' }, 'fault.origin_invalid'],
  [{ origins: Array.from({ length: 101 }, (_, at) => `a${at}.example`).join('\n') }, 'fault.too_many_origins'],
  [{ color: 'green' }, 'fault.color_invalid'],
])('%j is refused', (change, key) => {
  expect(channelFaults({ ...GOOD, ...change }).map((fault) => fault.key)).toEqual([key])
})
