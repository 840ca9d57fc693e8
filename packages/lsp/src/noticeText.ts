/** @file Text of a user's model in notifications, which editors read as Markdown: VS Code follows `[text](command:...)` in them. */

const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu

/** Text on one line that is shown as it is: no link, and what has no glyph as `\u{1b}`. */
export const noticeText = (text: string): string =>
  text
    .replace(/\s*\n\s*/g, ' ')
    .replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replaceAll('](', '] (')
