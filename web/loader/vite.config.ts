import { defineConfig } from 'vite'

// One classic script: the page's snippet has no `type="module"`.
export default defineConfig({
  build: {
    outDir: '../dist/loader',
    emptyOutDir: true,
    target: 'es2020',
    lib: { entry: 'src/main.ts', formats: ['iife'], name: 'BonafideLoader', fileName: () => 'loader.js' },
  },
})
