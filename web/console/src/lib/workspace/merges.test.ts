import { describe, expect, test } from 'vitest'
import { outcomeOf, REASON_CHARS, reasonFaults, type MergePreview } from './merges.ts'

describe('a merge by hand (MRG-8)', () => {
  test('needs a reason that fits', () => {
    expect(reasonFaults('reason', ' ')).toEqual([{ field: 'reason', key: 'fault.reason_missing' }])
    expect(reasonFaults('reason', 'She called')).toEqual([])
    expect(reasonFaults('reason', '👩'.repeat(REASON_CHARS))).toEqual([])
    expect(reasonFaults('reason', 'x'.repeat(REASON_CHARS + 1))[0]?.key).toBe('fault.too_long')
  })

  test('comes to what the server says, if there are words for it', () => {
    const preview = (outcome: string | null) => ({ outcome }) as MergePreview
    expect(outcomeOf(preview('into_ticket'))).toBe('into_ticket')
    expect(outcomeOf(preview('something_new'))).toBeNull()
    expect(outcomeOf(preview(null))).toBeNull()
  })
})
