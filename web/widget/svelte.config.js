export default {
  compilerOptions: {
    // The name that keeps a component's style its own stands on each of its elements: a short one is less to load.
    cssHash: ({ hash, css }) => `s${hash(css).slice(0, 5)}`,
  },
}
