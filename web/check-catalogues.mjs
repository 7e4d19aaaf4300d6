// Fails where a language lacks a text that English has, has one that English lacks, fills in other values, or where
// a text is used nowhere. Languages are found by their folder or file, so a new one needs no word here.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const WEB = fileURLToPath(new URL('.', import.meta.url))
const PARTS = ['loader', 'widget', 'console']
const faults = []

for (const part of PARTS) {
  const locales = join(WEB, part, 'src/locales')
  const languages = [...new Set(readdirSync(locales).map((name) => name.split('.')[0]))]
  const english = texts(join(locales, 'en'))
  for (const language of languages) {
    const theirs = texts(join(locales, language))
    for (const [key, entry] of english) {
      if (!theirs.has(key)) faults.push(`${part}: ${language} lacks ${key}`)
      else if (holes(theirs.get(key)) !== holes(entry)) faults.push(`${part}: ${language} fills in other values in ${key}`)
    }
    for (const key of theirs.keys()) if (!english.has(key)) faults.push(`${part}: English lacks ${key}, which ${language} has`)
  }
  const code = sources(join(WEB, part, 'src')).map((file) => readFileSync(file, 'utf8')).join('\n')
  for (const key of english.keys()) if (!isUsed(key, code)) faults.push(`${part}: ${key} is used nowhere`)
}

for (const fault of faults) console.error(fault)
process.exit(faults.length === 0 ? 0 : 1)

/** The texts of a language: of its folder's files, or of its one file. */
function texts(path) {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory()
  const files = isFolder ? readdirSync(path).map((name) => join(path, name)) : [`${path}.json`]
  return new Map(files.flatMap((file) => Object.entries(JSON.parse(readFileSync(file, 'utf8')))))
}

/** The names of the values that a text fills in, in order of the alphabet. */
function holes(entry) {
  const all = typeof entry === 'string' ? [entry] : Object.values(entry)
  return [...new Set(all.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1])))].sort().join()
}

/** Whether code names the key, or a beginning of it that a template literal completes. */
function isUsed(key, code) {
  if (code.includes(`'${key}'`) || code.includes(`"${key}"`)) return true
  return [...key.matchAll(/[._]/g)].some((stop) => code.includes(`\`${key.slice(0, stop.index + 1)}\${`))
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(ts|svelte)$/.test(entry.name) ? [path] : []
  })
}
