/** In what form a file of records is written. */
export type Format = 'csv' | 'ndjson'

/** A piece of a file, small enough for one import. */
export interface Piece {
  /** What is sent: of a CSV, its first line and some of the others. */
  text: string
  /** How many lines of the text are the first line of the file. */
  headLines: number
  /** The line of the file with which its records begin, counted from 1. */
  from: number
  /** The last line of the file that is in it. */
  to: number
}

/** How many records an import brings at most. */
const RECORDS = 200
/** How many bytes of JSON their text may be: less than what the server takes with everything around it. */
const BYTES = 90_000

/** The text of a file; null if it is not written in UTF-8: names would be kept with other letters. */
export function textOf(bytes: BufferSource): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** The form of a file, by its name and what it begins with. */
export function formatOf(name: string, text: string): Format {
  return /\.(ndjson|jsonl)$/i.test(name) || text.trimStart().startsWith('{') ? 'ndjson' : 'csv'
}

/** Cuts a file into pieces at the ends of records; a line break within quotes ends none. */
export function pieces(file: string, format: Format): Piece[] {
  const rows = format === 'csv' ? csvRows(file.replace(/^\uFEFF/, '')) : file.split(/(?<=\n)/)
  const head = format === 'csv' ? (rows.shift() ?? '') : ''
  const headLines = lines(head)
  const found: Piece[] = []
  let [text, count, from, line] = [head, 0, headLines + 1, headLines]
  const end = (): void => {
    if (count > 0) found.push({ text, headLines, from, to: line })
    ;[text, count, from] = [head, 0, line + 1]
  }
  for (const row of rows) {
    if (count > 0 && (count >= RECORDS || bytes(text + row) > BYTES)) end()
    text += row
    line += lines(row)
    if (row.trim() !== '') count += 1
  }
  end()
  return found
}

/** The line of the file that a line of a piece is. */
export function lineOf(piece: Piece, line: number): number {
  return line <= piece.headLines ? line : line - piece.headLines - 1 + piece.from
}

/** The rows of a CSV with their line breaks. A quote begins a value only where a value begins, as the server reads it. */
function csvRows(text: string): string[] {
  const rows: string[] = []
  let [start, isQuoted] = [0, false]
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (isQuoted) {
      if (char !== '"') continue
      if (text[at + 1] === '"') at += 1
      else isQuoted = false
    } else if (char === '"') {
      isQuoted = at === start || text[at - 1] === ','
    } else if (char === '\n') {
      rows.push(text.slice(start, at + 1))
      start = at + 1
    }
  }
  if (start < text.length) rows.push(text.slice(start))
  return rows
}

function lines(row: string): number {
  return row === '' ? 0 : row.replace(/\n$/, '').split('\n').length
}

function bytes(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length
}
