import { expect, test, vi } from 'vitest'
import { ask, problemWords } from './problem.ts'

vi.mock('./i18n.ts', () => ({ t: (key: string, values?: object) => (values ? `${key} ${JSON.stringify(values)}` : key) }))

const refused = (status: number, body?: object, headers?: HeadersInit) =>
  ask(Promise.resolve({ error: body as never, response: new Response(null, { status, headers: headers ?? {} }) }))

test('an_answer_is_its_value', async () => {
  expect(await ask(Promise.resolve({ data: 7, response: new Response() }))).toEqual({ ok: true, value: 7 })
})

test('a_refusal_keeps_the_servers_word_and_how_long_to_wait', async () => {
  const answer = await refused(429, { error: { code: 'rate_limited', description: 'Wait.' } }, { 'Retry-After': '12' })
  expect(answer).toEqual({ ok: false, problem: { code: 'rate_limited', status: 429, description: 'Wait.', seconds: 12 } })
  expect(answer.ok || problemWords(answer.problem)).toBe('problem.rate_limited {"count":12}')
})

test('nobody_answering_is_a_lost_connection', async () => {
  const answer = await ask(Promise.reject(new TypeError('fetch failed')))
  expect(answer.ok || problemWords(answer.problem)).toBe('problem.no_connection')
})

test('what_another_machine_answers_counts_as_a_failure_of_the_server', async () => {
  const answer = await refused(502)
  expect(answer.ok || problemWords(answer.problem)).toBe('problem.internal')
})

test('a_word_without_words_of_ours_shows_the_servers', async () => {
  const answer = await refused(400, { error: { code: 'bad_request', description: 'No such kind.' } })
  expect(answer.ok || problemWords(answer.problem)).toBe('problem.other {"description":"No such kind."}')
})
