import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

/**
 * What is loaded later has neither styles nor files of its own to fetch beside it, so Vite's function that would fetch them
 * is not worth its place in the first opening.
 */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load()' : null),
}

export default defineConfig({
  base: '/messenger/',
  plugins: [plainImports, svelte()],
  build: { outDir: '../dist/widget', emptyOutDir: true, target: 'es2022', manifest: true, modulePreload: { polyfill: false } },
})
