/** What a page of a log is asked for with: what its address names, so that it can be bookmarked and sent to a colleague. */
export function askedIn<Filter, Query extends object>(
  { searchParams }: URL,
  filterOf: (search: URLSearchParams) => Filter,
  queryOf: (filter: Filter) => Query,
): { filter: Filter; query: Query & { before: string | null } } {
  const filter = filterOf(searchParams)
  return { filter, query: { ...queryOf(filter), before: searchParams.get('before') } }
}

/** The address of a page of a log, with what is given of the filter; `before` is the line that it comes before. */
export function pageOf(path: string, filter: Readonly<Record<string, string | null>>, before: string | null): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...filter, before })) if (value) search.set(name, value)
  return search.size > 0 ? `${path}?${search}` : path
}
