import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { once } from 'node:events'
import { until } from './until.ts'

/** Quiet and alone; none of these changes what a page may do or keep. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
]

/** A running Chromium. */
export interface Chromium {
  /** Where Playwright connects to. */
  endpoint: string
  end(): Promise<void>
}

/**
 * Starts Chromium by hand. Playwright's own way to start it switches the partitioning of storage off, and what the
 * messenger keeps in a page of another site is what these stories are about.
 */
export async function startChromium(): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'bonafide-chromium-'))
  // A group of its own, so that its helpers end with it.
  const child = spawn(program(), [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: 'ignore',
    detached: true,
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program()} cannot be run`)
  const gone = once(child, 'exit')
  const port = await until('Chromium to listen', () => {
    const said = join(profile, 'DevToolsActivePort')
    const [line] = existsSync(said) ? readFileSync(said, 'utf8').split('\n') : []
    return line || undefined
  })
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async end() {
      process.kill(-pid, 'SIGKILL')
      await gone
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** What `CHROMIUM` names, or the one found on the path. */
function program(): string {
  const named = process.env['CHROMIUM']
  if (named) return named
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path))
  if (!found) throw new Error('no Chromium on the path: install it, or name it in CHROMIUM')
  return found
}
