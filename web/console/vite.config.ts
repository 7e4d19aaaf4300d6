import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig, type Plugin } from 'vite'

/**
 * SvelteKit hides the element in which it announces pages by a `style` attribute, which our content security policy
 * forbids, as it does everybody's. The class does the same.
 */
const announcerWithoutStyle: Plugin = {
  name: 'announcer-without-style',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/generated/root.svelte')) return null
    return code.replace(/(<div id="svelte-announcer"[^>]*?) style="[^"]*"/, '$1 class="sr"')
  },
}

export default defineConfig({ plugins: [announcerWithoutStyle, sveltekit()] })
