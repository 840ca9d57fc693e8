/** @file Text of a model (names, user's comments) as comments of generated code: it may say anything and end nothing. */

const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/
/** Comments that speak to a tool; moved to generated code they would change what it does there. */
const DIRECTIVE =
  /^\s*(@ts-|@jsx|#\s*source|@\s*source|\/\s*<|eslint|biome-ignore|prettier-ignore|istanbul|c8 |v8 |@vite|webpack)/i

/** `text` as `// ...` lines. */
export const lineComment = (text: string): string[] =>
  text
    .split(LINE_BREAK)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !DIRECTIVE.test(line))
    .map((line) => `// ${line}`)

/** `text` on one line, for use inside a comment. */
export const oneLine = (text: string): string => text.split(LINE_BREAK).join(' ').replaceAll('*/', '* /')

/** `lines` as a JSDoc comment: one line when there is one. */
export function docComment(lines: readonly string[]): string[] {
  const safe = lines.map(oneLine)
  return safe.length === 1 ? [`/** ${safe[0]} */`] : ['/**', ...safe.map((line) => ` * ${line}`), ' */']
}
