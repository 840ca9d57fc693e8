/** @file Text from a model file is data: how it is printed so that it cannot pose as lines of a graph, or as other text. */

/**
 * Shows what has no glyph of its own (controls, newlines, marks that turn the direction of text, half surrogate pairs)
 * as `\u{a}`: it would end a line, or show another name.
 */
export const showInvisible = (text: string): string =>
  text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)

/** `showInvisible` for text of several lines, which a terminal would otherwise take orders from. */
export const showLines = (text: string): string => text.split('\n').map(showInvisible).join('\n')

/** Text of a user's in a report: its further lines are marked, so that none can pose as the report's own `  fix:`. */
export const showQuoted = (text: string): string => showLines(text).replaceAll('\n', '\n    | ')

/** A plain word as it is, any other text quoted; different texts print differently. */
export const printWord = (text: string): string => (/^[\w$./:-]+$/.test(text) ? text : quoteWord(text))

/** Text in quotes, on one line. */
export const quoteWord = (text: string): string => showInvisible(JSON.stringify(text))
