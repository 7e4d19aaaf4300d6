import { mount } from 'svelte'
import Messenger from './Messenger.svelte'

const place = document.getElementById('messenger')
if (place) mount(Messenger, { target: place })
