/** Where a story happens: a server, and a site whose pages carry its snippet. */
export interface House {
  server: { readonly url: string }
  shop: { readonly origin: string }
}
