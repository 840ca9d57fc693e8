/**
 * @file What a comment says of how a model is traced and quantized: `/** @tsfx --input x:?,28,28,1 --data digits.npy *\/`, in the
 * words of the command line. It is read from the syntax alone, so it can be read from a text that does not compile.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { DiagnosticError, SourceLocation } from '@tsfx/ir'
import ts from 'typescript'
import { codeFrame } from './codeFrame.ts'
import { badModelTag } from './diagnostics.generated.ts'
import { exportedDeclarations } from './exportedDeclarations.ts'
import { filePath } from './sourceFiles.ts'

/** The options of a tag; an option that is not there is null. */
export interface ModelTagOptions {
  /** As for `--input`: `x:?,28,28,1`, `training=false`. */
  readonly inputs: readonly string[]
  /** Path of the data to calibrate with. */
  readonly data: string | null
  /** Path of a `.safetensors`. */
  readonly weights: string | null
  readonly samples: string | null
  readonly backend: string | null
  readonly activations: string | null
  readonly rounding: string | null
}

export interface ModelTag {
  readonly exportName: string
  readonly loc: SourceLocation
  readonly end: { readonly line: number; readonly column: number }
  /** Empty where there is a problem. */
  readonly options: ModelTagOptions
  /** TSFX1113 for a tag that cannot be understood. */
  readonly problem: DiagnosticError | null
}

const NO_OPTIONS: ModelTagOptions = {
  inputs: [],
  data: null,
  weights: null,
  samples: null,
  backend: null,
  activations: null,
  rounding: null,
}

/** The field that an option fills; `--input` may be there several times. */
const FIELDS = {
  '--data': 'data',
  '--calibration': 'data',
  '--weights': 'weights',
  '--samples': 'samples',
  '--backend': 'backend',
  '--activations': 'activations',
  '--rounding': 'rounding',
} as const

/** What an option must be, where only some values have a meaning. */
const VALUES: Readonly<Record<string, RegExp>> = {
  samples: /^[1-9]\d*$/,
  activations: /^(int8|uint8)$/,
  rounding: /^(float32|single|double)$/,
}

const PATHS: readonly string[] = ['data', 'weights']
const NAMES = ['--input', ...Object.keys(FIELDS)]

/** The tags of the models that a file exports, in the order of the text. Paths in them are absolute. */
export function readModelTags(file: string, text: string): readonly ModelTag[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  return exportedDeclarations(tree).flatMap(({ exportName, node }) => tagOf(tree, exportName, node) ?? [])
}

/**
 * The tag of one export of a file on disk, or null where it has none.
 * @throws TSFX1113 for a tag that cannot be understood
 */
export function modelTagOf(file: string, exportName: string): ModelTag | null {
  const path = filePath(file)
  const tags = path === null ? [] : readModelTags(path, readFileSync(path, 'utf8'))
  const found = tags.find((tag) => tag.exportName === exportName)
  if (found?.problem) throw found.problem
  return found ?? null
}

/** The parameters that a tag gives a shape, which are tensors; the others are constants. */
export function tensorsOfTag(tag: ModelTag | null): readonly string[] {
  return (tag?.options.inputs ?? []).flatMap((input) => /^([^:=]+):/.exec(input)?.[1] ?? [])
}

function tagOf(tree: ts.SourceFile, exportName: string, node: ts.Node): ModelTag | null {
  const tags = ts.getJSDocTags(node).filter(({ tagName }) => tagName.text === 'tsfx')
  const [first] = tags
  const last = tags.at(-1)
  if (!first || !last) return null
  const loc = { file: tree.fileName, ...placeAt(tree, first.getStart(tree)) }
  const words = tags.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('\n')
  const end = placeAt(tree, endOf(tree, last))
  const parsed = parseOptions(words, dirname(tree.fileName))
  if (typeof parsed !== 'string') return { exportName, loc, end, options: parsed, problem: null }
  const frame = codeFrame(tree.text, loc, end)
  const place = { loc, end, ...(frame !== null && { frame }) }
  const problem = badModelTag({ exportName, problem: parsed, options: NAMES.join(', ') }, place)
  return { exportName, loc, end, options: NO_OPTIONS, problem }
}

/** Without the end of the comment and the stars of further lines. */
function endOf(tree: ts.SourceFile, tag: ts.JSDocTag): number {
  const text = tree.text.slice(tag.getStart(tree), tag.end)
  return tag.getStart(tree) + text.replace(/[\s*/]+$/, '').length
}

function placeAt(tree: ts.SourceFile, position: number): { line: number; column: number } {
  const { line, character } = tree.getLineAndCharacterOfPosition(position)
  return { line: line + 1, column: character + 1 }
}

/** The options, or what is wrong with them. */
function parseOptions(text: string, folder: string): ModelTagOptions | string {
  const words = splitWords(text)
  if (words === null) return 'a quote is not closed'
  const options: { -readonly [K in keyof ModelTagOptions]: ModelTagOptions[K] } = { ...NO_OPTIONS }
  for (let i = 0; i < words.length; i += 2) {
    const name: string = words[i] as string
    const value: string | undefined = words[i + 1]
    if (!NAMES.includes(name)) return `'${name}' is not one of its options`
    if (value === undefined || NAMES.includes(value)) return `${name} has no value`
    if (name === '--input') options.inputs = [...options.inputs, value]
    else {
      const field = FIELDS[name as keyof typeof FIELDS]
      if (options[field] !== null) return `${name} is there twice`
      if (VALUES[field]?.test(value) === false) return `${name} cannot be '${value}'`
      options[field] = PATHS.includes(field) ? resolve(folder, value) : value
    }
  }
  return options
}

/** Words as a shell splits them: at spaces that are not inside of quotes; null for a quote that is not closed. */
function splitWords(text: string): string[] | null {
  const words: string[] = []
  let rest = text.trim()
  while (rest !== '') {
    const found = /^(?:[^\s"']|"[^"]*"|'[^']*')+/.exec(rest)
    if (!found) return null
    words.push(found[0].replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single))
    const after = rest.slice(found[0].length)
    if (after !== '' && !/^\s/.test(after)) return null
    rest = after.trimStart()
  }
  return words.flatMap((word) => splitAtEquals(word))
}

/** `--data=digits.npy` is two words; `training=false` is one. */
function splitAtEquals(word: string): string[] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}
