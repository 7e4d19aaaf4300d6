/** The script of pages whose tag names their channel in `data-app-id`: it brings in the loader of that channel. */
import { hostOf, OMNICHANNEL } from './host.ts'

const running = document.currentScript ?? document.getElementById(OMNICHANNEL)
const key = running?.dataset['appId']
const origin = hostOf(document)
if (key && origin) void import(/* @vite-ignore */ `${origin}/bonafide.js?key=${encodeURIComponent(key)}`)
else console.warn(`Bonafide: the script element needs the id "${OMNICHANNEL}" and the channel's key as data-app-id.`)
