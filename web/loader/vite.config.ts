import { defineConfig, type Plugin } from 'vite'

/** What the server writes the channel's settings over. */
const PLACE = '__BONAFIDE_SETTINGS__'

/** The server fills in one place: a build with none, or with two, would serve a loader without settings. */
const onePlace: Plugin = {
  name: 'one-place-for-settings',
  generateBundle(_options, bundle) {
    const code = Object.values(bundle).map((made) => (made.type === 'chunk' ? made.code : ''))
    const places = code.join('').split(PLACE).length - 1
    if (places !== 1) this.error(`the loader has ${places} places for its settings instead of one`)
  },
}

// One classic script: the page's snippet has no `type="module"`.
export default defineConfig({
  plugins: [onePlace],
  build: {
    outDir: '../dist/loader',
    emptyOutDir: true,
    // The first that can have a constructed style sheet in a shadow root, and size things logically.
    target: ['chrome111', 'edge111', 'firefox114', 'safari16.4'],
    lib: { entry: 'src/main.ts', formats: ['iife'], name: 'BonafideLoader', fileName: () => 'loader.js' },
  },
})
