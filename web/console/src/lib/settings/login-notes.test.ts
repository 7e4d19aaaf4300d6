import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import german from '$locales/de/settings.json'
import english from '$locales/en/settings.json'
import { noteKey, NOTES, noteValues } from './login-notes.ts'

const openapi = JSON.parse(readFileSync(new URL('../../../../../docs/reference/openapi.json', import.meta.url), 'utf8')) as {
  components: { schemas: { LoginNote: { properties: { code: { enum: string[] } } } } }
}

test('SEE-6: everything that the server notes of a login is known here', () => {
  expect([...NOTES]).toEqual(openapi.components.schemas.LoginNote.properties.code.enum)
})

test.each(NOTES)('SEE-6: %s has words in every language', (code) => {
  for (const words of [english, german] as Record<string, unknown>[]) {
    for (const about of ['121', null]) expect(words[noteKey({ code, about }) ?? '']).toBeTypeOf('string')
  }
})

test('SEE-6: a token is noted with its age, if it says when it was issued', () => {
  expect(noteKey({ code: 'token_too_old', about: '121' })).toBe('note.token_too_old')
  expect(noteValues({ code: 'token_too_old', about: '121' })).toEqual({ about: 121 })
  expect(noteKey({ code: 'token_too_old', about: null })).toBe('note.token_without_age')
  expect(noteValues({ code: 'empty_claim', about: 'name' })).toEqual({ about: 'name' })
})

test('a note of a newer server has no words', () => {
  expect(noteKey({ code: 'haunted', about: null })).toBeNull()
  expect(noteKey({ code: 'constructor', about: null })).toBeNull()
})
