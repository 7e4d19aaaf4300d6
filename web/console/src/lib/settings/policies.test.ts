import { describe, expect, it } from 'vitest'
import { ageOf, isRisky, isRiskyJoin, JOIN_POLICIES, joinPolicyOf, newPreview, POLICIES, policyOf, type Preview } from './policies.ts'

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

describe('mrg_11_when something is joined without asking', () => {
  it('is never where the server names a policy that is not known', () => {
    for (const policy of JOIN_POLICIES) expect(joinPolicyOf(policy)).toBe(policy)
    expect(joinPolicyOf('sometimes')).toBe('ask')
  })

  it('asks for a confirmation only where one person’s words could reach another', () => {
    expect(JOIN_POLICIES.filter(isRiskyJoin)).toEqual(['always'])
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
