import type { LoaderSettings } from '@bonafide/shared/frame'

/** The channel's settings: the server writes them in place of this name when it serves the loader. */
declare const __BONAFIDE_SETTINGS__: LoaderSettings

console.log(__BONAFIDE_SETTINGS__.key)
