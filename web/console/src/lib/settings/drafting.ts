import type { NewAuthenticationSetting } from '$lib/api'
import type { Fault } from '$lib/parts/fault'

/** How authentication settings of a kind are typed in a form. */
export interface Drafting<Draft> {
  kind: NewAuthenticationSetting['kind']
  /** What the server would refuse of a draft, in the order of the fields. */
  faults: (draft: Draft) => Fault[]
  /** What is wrong while somebody types: what is missing may yet come. */
  faultsWhileTyping: (draft: Draft) => Fault[]
  /** What the server is told of a draft without faults, new or changed. */
  body: (draft: Draft) => Omit<NewAuthenticationSetting, 'kind' | 'external_ids'>
}
