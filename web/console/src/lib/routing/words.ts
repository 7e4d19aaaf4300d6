import { t } from '$lib/i18n'
import { knownReason } from '$lib/settings/reasons'
import { KINDS, PROOFS, type Comparison } from './condition-draft.ts'
import type { Condition, Named, RoutedChannel, RulesTried, Test } from './wire.ts'

/** What conditions can name, each with an id and a name. */
export interface Things {
  queues: readonly Named[]
  channels: readonly RoutedChannel[]
  brands: readonly Named[]
  settings: readonly Named[]
}

/** The name of something that may be gone by now. */
export function nameIn(things: readonly Named[], id: string): string {
  return things.find((one) => one.id === id)?.name ?? t('routing.gone')
}

/** What a kind of proof is called; one that this console does not know by its own word. */
export function proofName(kind: string): string {
  const known = PROOFS.find((one) => one === kind)
  return known ? t(`proof.${known}`) : kind
}

/** How a comparison reads. */
export function comparisonWords(comparison: Comparison): string {
  return t(`test.${comparison}`)
}

/** A condition in one sentence. */
export function conditionWords(condition: Condition, things: Things): string {
  switch (condition.on) {
    case 'authenticated': return t(condition.is ? 'asks.signed_in' : 'asks.not_signed_in')
    case 'proof': return t('asks.proof', { proof: proofName(condition.kind) })
    case 'setting': return t('asks.setting', { name: nameIn(things.settings, condition.id) })
    case 'context': return testWords(condition.name, condition.test)
    case 'page_tag': return t('asks.page_tag', { tag: condition.tag })
    case 'page_field': return t('asks.page_field', { test: testWords(condition.id, condition.test) })
    case 'channel': return t('asks.channel', { name: nameIn(things.channels, condition.id) })
    case 'brand': return t('asks.brand', { name: nameIn(things.brands, condition.id) })
    case 'language': return t('asks.language', { tag: condition.tag })
    case 'hours': return t(condition.open ? 'asks.open' : 'asks.closed', { name: nameIn(things.queues, condition.queue) })
  }
}

function testWords(name: string, test: Test): string {
  const value = test.is === 'one_of' ? test.values.map(String).join(', ') : String(test.value)
  return `${name} ${comparisonWords(test.is)} ${value}`
}

/** All conditions of a rule in a line. */
export function rulePhrase(conditions: readonly Condition[], things: Things): string {
  return conditions.length === 0 ? t('asks.everything') : conditions.map((one) => conditionWords(one, things)).join(' · ')
}

/** Why a condition was not met. */
export function whyWords(why: RulesTried['passed'][number]['why']): string {
  const known = (['otherwise', 'unknown', 'not_signed', 'other_type'] as const).find((one) => one === why)
  return known ? t(`trial.why.${known}`) : why
}

/** Why a token signs nobody in. */
export function refusalWords(reason: string): string {
  const known = knownReason(reason)
  return known ? `${t(`reason.${known}`)} ${t(`remedy.${known}`)}` : reason
}

/** The kinds of conditions, with what they are called. */
export function kindChoices(): { kind: (typeof KINDS)[number]; name: string }[] {
  return KINDS.map((kind) => ({ kind, name: t(`condition.${kind}`) }))
}
