import { expect, test } from 'vitest'

const FILES = import.meta.glob<Record<string, unknown>>('$locales/en/*.json', { eager: true, import: 'default' })

test('no_text_has_the_name_of_another', () => {
  const keys = Object.values(FILES).flatMap((texts) => Object.keys(texts))
  expect(keys.length).toBeGreaterThan(0)
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
})
