import { defineConfig, type Plugin, type UserConfig } from 'vite'

/** What the server writes the channel's settings over. */
const PLACE = '__BONAFIDE_SETTINGS__'

/** The first that can have a constructed style sheet in a shadow root, and size things logically. */
const target = ['chrome111', 'edge111', 'firefox114', 'safari16.4']

/** The server fills in one place: a build with none, or with two, would serve a loader without settings. */
const onePlace: Plugin = {
  name: 'one-place-for-settings',
  generateBundle(_options, bundle) {
    const code = Object.values(bundle).map((made) => (made.type === 'chunk' ? made.code : ''))
    const places = code.join('').split(PLACE).length - 1
    if (places !== 1) this.error(`the loader has ${places} places for its settings instead of one`)
  },
}

/** One classic script: the page's snippet has no `type="module"`. */
function script(entry: string, name: string, emptyOutDir: boolean): UserConfig['build'] {
  const lib = { entry: `src/${entry}.ts`, formats: ['iife' as const], name: 'Bonafide', fileName: () => `${name}.js` }
  return { outDir: '../dist/loader', emptyOutDir, target, lib }
}

/** A module that the loader imports on pages that call it so. Everything it needs is in it: it is one request. */
function face(name: string): UserConfig['build'] {
  const output = { format: 'es' as const, entryFileNames: `${name}.js` }
  const input = `src/${name}/begin.ts`
  return { outDir: '../dist/loader/faces', emptyOutDir: false, target, rolldownOptions: { input, output, preserveEntrySignatures: 'strict' } }
}

// `vite build` makes the loader, `--mode` with one of these names the file of that name, beside it.
export default defineConfig(({ mode }) => {
  if (mode === 'chat' || mode === 'omnichannel' || mode === 'sign-in') return { build: face(mode) }
  if (mode === 'bootstrap') return { build: script(mode, mode, false) }
  return { plugins: [onePlace], build: script('main', 'loader', true) }
})
