import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/messenger/',
  plugins: [svelte()],
  build: { outDir: '../dist/widget', emptyOutDir: true, target: 'es2022', manifest: true, modulePreload: { polyfill: false } },
})
