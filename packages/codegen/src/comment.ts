/** @file Text of a model (names, user's comments) as comments of generated code: it may say anything and end nothing. */

import { inertText } from './inertText.ts'

const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/
/** Comments that speak to a tool; moved to generated code they would change what it does there. */
const DIRECTIVE =
  /^\s*(@ts-|@jsx|#\s*source|@\s*source|\/\s*<|eslint|biome-ignore|prettier-ignore|istanbul|c8 |v8 |@vite|webpack)/i

/**
 * Controls, marks that turn the direction of what follows (CVE-2021-42574), half surrogate pairs: an editor shows other code
 * than runs. Words of some scripts, and emoji, need the joiners.
 */
const UNSEEN = /[^\P{C}\u200c\u200d]/gu

/** `text` without what could act from inside a comment. */
const harmless = (text: string): string =>
  inertText(text.replaceAll('\t', ' ')).replace(
    UNSEEN,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )

/** `text` as `// ...` lines. */
export const lineComment = (text: string): string[] =>
  text
    .split(LINE_BREAK)
    .map((line) => harmless(line).trimEnd())
    .filter((line) => line !== '' && !DIRECTIVE.test(line))
    .map((line) => `// ${line}`)

/** `text` on one line, for use inside a comment. */
export const oneLine = (text: string): string =>
  harmless(text.split(LINE_BREAK).join(' ')).replaceAll('*/', '* /')

/** `lines` as a JSDoc comment: one line when there is one. */
export function docComment(lines: readonly string[]): string[] {
  const safe = lines.map(oneLine)
  return safe.length === 1 ? [`/** ${safe[0]} */`] : ['/**', ...safe.map((line) => ` * ${line}`), ' */']
}
