/** @file A command line as it may be typed again: what stands in the head of emitted code. */
import { isAbsolute, relative } from 'node:path'

/** Words that no shell takes apart; `?` and `#` are left as they are commonly typed in a word. */
const PLAIN = /^[\w@%+=:,./?#-]+$/

/**
 * `tsfx <words>` for the folder in which it was typed: absolute paths become relative to it, since code is shared and folders
 * are not. `--json` is left out.
 */
export const typedCommand = (name: string, words: readonly string[]): string =>
  ['tsfx', name, ...words.filter((word) => word !== '--json').map((word) => quoted(withoutRoot(word)))].join(
    ' ',
  )

/** `/home/me/net.ts#Net` and `--out=/home/me/out`, from the current folder. */
function withoutRoot(word: string): string {
  const [, option = '', path = word] = /^(--[\w-]+=)(.*)$/s.exec(word) ?? []
  if (!isAbsolute(path)) return word
  return option + (relative('', path) || '.')
}

const quoted = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
