// How much a browser loads, compressed as it travels; fails where it is more than it may be. 1 KB is 1000 bytes.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const WEB = fileURLToPath(new URL('.', import.meta.url))
const KIT = join(WEB, 'console/.svelte-kit')

const widget = manifest(join(WEB, 'dist/widget'))
const kit = manifest(join(KIT, 'output/client'))
const fonts = new Set()

const parts = [
  { name: 'loader', limit: 8, files: [join(WEB, 'dist/loader/loader.js')] },
  // Only on pages that call the messenger as they called a system replaced.
  { name: 'calls of the older chat', limit: 4, files: [join(WEB, 'dist/loader/faces/chat.js')] },
  { name: 'calls of the omnichannel widget', limit: 4, files: [join(WEB, 'dist/loader/faces/omnichannel.js')] },
  // Only for channels that name a sign-in page.
  { name: 'sending people to sign in', limit: 4, files: [join(WEB, 'dist/loader/faces/sign-in.js')] },
  {
    name: 'first opening of the messenger',
    limit: 45,
    files: [join(WEB, 'dist/widget/index.html'), ...loaded(widget, [entry(widget, 'index.html')], /panel|locales\/en\b/i)],
  },
  {
    name: 'console up to its sign-in page',
    limit: 150,
    files: [join(WEB, 'dist/console/index.html'), ...loaded(kit, signIn(), /locales\/en\b/)],
  },
]

let over = 0
for (const { name, limit, files } of parts) {
  const sizes = files.map((file) => ({ file: basename(file), size: gzipSync(readFileSync(file), { level: 9 }).length }))
  const whole = sizes.reduce((sum, { size }) => sum + size, 0)
  const verdict = whole <= limit * 1000 ? '' : '  TOO MUCH'
  if (verdict) over += 1
  console.log(`${kilobytes(whole)} of ${limit} KB  ${name}${verdict}`)
  if (sizes.length > 1) for (const { file, size } of sizes) console.log(`    ${kilobytes(size)}  ${file}`)
}
console.log('fonts, which come later and stay:')
for (const file of fonts) console.log(`    ${kilobytes(readFileSync(file).length)}  ${basename(file)}`)
process.exit(over === 0 ? 0 : 1)

/** What the build wrote about its files, with where they are. */
function manifest(folder) {
  const path = join(folder, '.vite/manifest.json')
  if (!existsSync(path)) throw new Error(`${path} is missing: build first`)
  return { folder, chunks: JSON.parse(readFileSync(path, 'utf8')) }
}

function entry({ folder, chunks }, key) {
  if (!(key in chunks)) throw new Error(`${folder} has no ${key}`)
  return key
}

/** The entries that the sign-in page is made of: SvelteKit's own, the layout around every page, and the page. */
function signIn() {
  const generated = '.svelte-kit/generated/client-optimized'
  const nodes = readdirSync(join(KIT, 'generated/client-optimized/nodes'))
  const page = nodes.find((node) => readFileSync(join(WEB, 'console', generated, 'nodes', node), 'utf8').includes('routes/sign-in/+page'))
  if (!page) throw new Error('the console has no sign-in page')
  const runtime = Object.keys(kit.chunks).find((key) => kit.chunks[key].name === 'entry/start')
  return [runtime, `${generated}/app.js`, `${generated}/nodes/0.js`, `${generated}/nodes/${page}`].map((key) => entry(kit, key))
}

/** The files of these entries, of all that they import, and of what they fetch at once though it is a piece of its own. */
function loaded({ folder, chunks }, entries, atOnce) {
  const seen = new Set()
  const files = new Set()
  const visit = (key) => {
    if (seen.has(key)) return
    seen.add(key)
    const { file, imports = [], dynamicImports = [], css = [], assets = [] } = chunks[key]
    for (const name of [file, ...css]) files.add(join(folder, name))
    for (const name of assets) if (name.endsWith('.woff2')) fonts.add(join(folder, name))
    for (const next of [...imports, ...dynamicImports.filter((name) => atOnce.test(name))]) visit(next)
  }
  entries.forEach(visit)
  return files
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(6)} KB`
}
