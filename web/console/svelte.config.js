import adapter from '@sveltejs/adapter-static'

/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    adapter: adapter({ pages: '../dist/console', assets: '../dist/console', fallback: 'index.html' }),
    alias: { $locales: 'src/locales' },
    prerender: { entries: [] },
    version: { name: 'bonafide' },
  },
}
