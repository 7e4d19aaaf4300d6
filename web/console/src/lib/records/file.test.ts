import { describe, expect, test } from 'vitest'
import { formatOf, lineOf, pieces, textOf } from './file.ts'

const HEAD = 'kind,id,status\n'

describe('OMN-16: a file of records is imported in pieces', () => {
  test('a short file is one piece', () => {
    const text = `${HEAD}contact,1,active\n`
    expect(pieces(text, 'csv')).toEqual([{ text, headLines: 1, from: 2, to: 2 }])
  })

  test('each piece of a CSV begins with its first line and tells lines by their place in the file', () => {
    const rows = Array.from({ length: 450 }, (_, number) => `contact,${number},active\n`)
    const found = pieces(HEAD + rows.join(''), 'csv')
    expect(found.map(({ from, to }) => [from, to])).toEqual([[2, 201], [202, 401], [402, 451]])
    expect(found.every(({ text }) => text.startsWith(HEAD))).toBe(true)
    const [, second] = found
    expect(second && lineOf(second, 2)).toBe(202)
    expect(second && lineOf(second, 1)).toBe(1)
  })

  test('a line break within quotes ends no record', () => {
    const quoted = 'contact,"1\n2",active\n'
    const found = pieces(HEAD + quoted.repeat(201), 'csv')
    expect(found.map(({ from, to }) => [from, to])).toEqual([[2, 401], [402, 403]])
    expect(pieces(`${HEAD}contact,"a ""b"" c",active`, 'csv')[0]?.to).toBe(2)
  })

  test('a quote within a value is a character like others', () => {
    const found = pieces(`${HEAD}${'contact,3" pipe,active\n'.repeat(201)}`, 'csv')
    expect(found.map(({ from, to }) => [from, to])).toEqual([[2, 201], [202, 202]])
  })

  test('JSON has no first line, and blank lines are no records', () => {
    const found = pieces(`{"id":"1"}\n\n${'{"id":"2"}\n'.repeat(200)}`, 'ndjson')
    expect(found.map(({ from, to, headLines }) => [from, to, headLines])).toEqual([[1, 201, 0], [202, 202, 0]])
    const [first] = found
    expect(first && lineOf(first, 3)).toBe(3)
  })

  test('a piece is no larger than what the server takes', () => {
    const row = `contact,${'ü'.repeat(300)},active\n`
    const found = pieces(HEAD + row.repeat(400), 'csv')
    expect(found.length).toBeGreaterThan(2)
    for (const { text } of found) expect(new TextEncoder().encode(JSON.stringify(text)).length).toBeLessThan(100_000)
  })

  test('an empty file has no piece', () => {
    for (const text of ['', HEAD, '\uFEFF', `${HEAD}\n\n`]) expect(pieces(text, 'csv')).toEqual([])
  })

  test('what is not UTF-8 is no text', () => {
    expect(textOf(new TextEncoder().encode('Müller'))).toBe('Müller')
    expect(textOf(Uint8Array.of(0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72))).toBeNull()
  })

  test('the form is told by the name, else by how it begins', () => {
    expect(formatOf('a.jsonl', '')).toBe('ndjson')
    expect(formatOf('a.NDJSON', '')).toBe('ndjson')
    expect(formatOf('a.txt', ' {"id":1}')).toBe('ndjson')
    expect(formatOf('a.csv', HEAD)).toBe('csv')
  })
})
