/** @file Text from a model, made harmless to show on one line. */

const MOST_CHARACTERS = 80

/**
 * Cuts long text, and shows what has no glyph of its own (controls, newlines, marks that turn the direction of text,
 * half surrogate pairs) as `\u{a}`: it would end a line, a string of C or a document of XML, or show another name.
 */
export function drawText(text: string): string {
  const cut = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}
