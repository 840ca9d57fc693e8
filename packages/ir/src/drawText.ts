/** @file Text from a model, made harmless to show on one line. */
import { showInvisible } from './printWord.ts'

const MOST_CHARACTERS = 80

/** Cuts long text, and shows what has no glyph: it would end a line, a string of C or a document of XML. */
export function drawText(text: string): string {
  const cut = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text
  return showInvisible(cut)
}
