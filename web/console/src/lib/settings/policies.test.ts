import { describe, expect, it } from 'vitest'
import { ageOf, isRisky, newPreview, POLICIES, policyOf, type Preview } from './policies.ts'

describe('the email policy', () => {
  it('is the strictest where the server names one that is not known', () => {
    for (const policy of POLICIES) expect(policyOf(policy)).toBe(policy)
    expect(policyOf('everyone')).toBe('verified_only')
  })

  it('asks for a confirmation only where people could take addresses of others (EML-1)', () => {
    expect(POLICIES.filter(isRisky)).toEqual(['anyone_may_claim'])
  })

  it('comes with the preview that is true by now, where one was outdated (EML-6)', () => {
    const preview = { preview: 'abc' } as Preview
    const problem = { code: 'preview_outdated', status: 409, description: '', preview }
    expect(newPreview(problem)).toBe(preview)
    expect(newPreview({ ...problem, code: 'busy' })).toBeNull()
    expect(newPreview({ code: 'preview_outdated', status: 409, description: '' })).toBeNull()
  })
})

describe('the greatest age of a token', () => {
  it('is whole minutes up to a year, or any', () => {
    expect(ageOf('')).toBeNull()
    expect(ageOf(' 1 ')).toBe(60)
    expect(ageOf('527040')).toBe(31_622_400)
    for (const typed of ['0', '527041', '-1', '1.5', '1e3', 'ten', '1000000']) expect(ageOf(typed)).toBeUndefined()
  })
})
