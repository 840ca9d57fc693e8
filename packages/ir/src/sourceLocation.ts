import { printWord } from './printWord.ts'

/** A place in a user's source file; `line` and `column` count from 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** `net.ts:12:20`: the file without its folder. */
export const printLocation = ({ file, line, column }: SourceLocation): string =>
  `${printWord(file.split(/[\\/]/).at(-1)!)}:${line}:${column}`
