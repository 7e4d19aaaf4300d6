import { describe, expect, it } from 'vitest'
import { chosen, translator } from './i18n.ts'

describe('the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['nl', 'de'], 'de'],
    [['EN-us'], 'en'],
    [['fr-CA'], 'fr'],
    [['es-419'], 'es'],
    [['it'], 'it'],
    [['nl'], 'en'],
    [[], 'en'],
  ])('%j chooses %s', (tags, language) => {
    expect(chosen(tags)).toBe(language)
  })
})

describe('a text', () => {
  const t = translator({ plain: 'Send', greeting: 'Hello {name}', left: { one: '{count} day', other: '{count} days' } }, 'en')

  it('is given as it is', () => expect(t('plain')).toBe('Send'))
  it('has its values filled in', () => expect(t('greeting', { name: 'Mara' })).toBe('Hello Mara'))
  it('leaves a name without a value as it stands, so that it is seen', () => expect(t('greeting')).toBe('Hello {name}'))
  it('does not read values as patterns', () => expect(t('greeting', { name: '$& {name}' })).toBe('Hello $& {name}'))
  it('has a plural', () => expect([1, 2, 1500].map((count) => t('left', { count }))).toEqual(['1 day', '2 days', '1,500 days']))
})
