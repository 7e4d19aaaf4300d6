import { expect, test } from 'vitest'
import { policyLine, snippetLine } from './snippet.ts'

test('the_snippet_is_the_line_that_existing_pages_have_with_another_host', () => {
  expect(snippetLine('https://chat.example', 'abc', '/ekr/snippet.js')).toBe(
    '<script id="ze-snippet" src="https://chat.example/ekr/snippet.js?key=abc"></script>',
  )
})

test('under_our_own_name_it_needs_no_id', () => {
  expect(snippetLine('https://chat.example', 'abc', '/bonafide.js')).toBe(
    '<script src="https://chat.example/bonafide.js?key=abc"></script>',
  )
})

test('a_policy_needs_the_host_for_script_and_frame', () => {
  expect(policyLine('https://chat.example')).toBe('script-src https://chat.example; frame-src https://chat.example')
})
