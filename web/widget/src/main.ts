import './base.css'
import '@bonafide/shared/styles/tokens.css'
import type { MessengerSettings } from '@bonafide/shared/frame'
import { mount } from 'svelte'
import { handshake, Page } from './bridge.ts'
import Alone from './components/Alone.svelte'
import Panel from './components/Panel.svelte'
import { begin } from './messenger.svelte.ts'
import { words } from './words.ts'

const settings = JSON.parse(document.getElementById('channel')?.textContent ?? '') as MessengerSettings
const target = document.getElementById('messenger') ?? document.body
const first = words(navigator.language, Date.now)

if (window.parent === window) {
  void first.then((said) => mount(Alone, { target, props: { said } }))
} else {
  // It listens before `load`, when the page's loader speaks.
  void handshake(window, settings).then(async (port) => {
    const drawn = begin(settings, new Page(port))
    mount(Panel, { target, props: { settings, drawn, first: await first } })
  })
}
