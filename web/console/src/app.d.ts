import type { Problem } from '$lib/problem'

declare global {
  namespace App {
    interface Error {
      /** What the server answered, where it was asked. */
      problem?: Problem
    }
  }
}
