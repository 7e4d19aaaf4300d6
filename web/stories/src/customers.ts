/** Somebody with an account at the shop. */
export interface Customer {
  id: string
  name: string
  email: string
}

/** Who has an account at the shop, by the name that stories call them. */
export const CUSTOMERS = {
  mara: { id: 'usr_48213', name: 'Mara Lindqvist', email: 'mara@mail.example' },
  tomasz: { id: 'usr_51774', name: 'Tomasz Wiele', email: 'tomasz@mail.example' },
} satisfies Record<string, Customer>

/** What stories call a customer. */
export type CustomerName = keyof typeof CUSTOMERS
