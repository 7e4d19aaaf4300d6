/** The token endpoint in the languages that people's servers are written in. */
import csharp from './samples/csharp.cs?raw'
import elixir from './samples/elixir.ex?raw'
import go from './samples/go.go?raw'
import java from './samples/java.java?raw'
import node from './samples/node.js?raw'
import page from './samples/page.html?raw'
import php from './samples/php.php?raw'
import python from './samples/python.py?raw'
import ruby from './samples/ruby.rb?raw'
import rust from './samples/rust.rs?raw'

/** The languages, by their names in addresses. */
export type SampleName = 'node' | 'python' | 'php' | 'ruby' | 'go' | 'java' | 'csharp' | 'elixir' | 'rust'

const CODE: Record<SampleName, string> = { node, python, php, ruby, go, java, csharp, elixir, rust }

/** The languages in order, as they are written. */
export const SAMPLES: readonly { name: SampleName; label: string }[] = [
  { name: 'node', label: 'Node' },
  { name: 'python', label: 'Python' },
  { name: 'php', label: 'PHP' },
  { name: 'ruby', label: 'Ruby' },
  { name: 'go', label: 'Go' },
  { name: 'java', label: 'Java' },
  { name: 'csharp', label: 'C#' },
  { name: 'elixir', label: 'Elixir' },
  { name: 'rust', label: 'Rust' },
]

/** The endpoint in one language, signing with this key. */
export function sample(name: SampleName, keyId: string): string {
  return CODE[name].replaceAll('KEY_ID', keyId).trimEnd()
}

/** What the page adds for people who are logged in, below the snippet. */
export const PAGE_SCRIPT = page.trimEnd()
