/** A style sheet's text, made small. */
declare module '*.css?inline' {
  const css: string
  export default css
}
