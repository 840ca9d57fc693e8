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

/** Columns for text in the JSDoc comment of a member: of 100, without its indentation and marks. */
const ONE_LINE = 91
const LINE = 95

/** `lines` as a JSDoc comment, wrapped: on one line when there is one that fits. */
export function docComment(lines: readonly string[]): string[] {
  const safe = lines.map(oneLine)
  if (safe.length !== 1 || safe[0]!.length > ONE_LINE)
    return ['/**', ...safe.flatMap(wrapped).map((line) => ` * ${line}`), ' */']
  return [`/** ${safe[0]} */`]
}

/** `text` at most `LINE` wide, broken at spaces, but not inside of a shape that fits; a word that is wider stays whole. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = []
  for (const part of unbroken(text)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + part.length <= LINE)
      lines[lines.length - 1] = `${last} ${part}`
    else lines.push(part)
  }
  return lines
}

/** Words, and shapes with the spaces in them. */
function unbroken(text: string): readonly string[] {
  const parts: string[][] = []
  let depth = 0
  for (const word of text.split(' ')) {
    if (depth > 0) parts.at(-1)?.push(word)
    else parts.push([word])
    depth = Math.max(0, depth + count(word, /[[(]/g) - count(word, /[\])]/g))
  }
  return parts.flatMap((words) => (words.join(' ').length <= LINE ? [words.join(' ')] : words))
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
