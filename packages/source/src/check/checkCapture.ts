/**
 * @file The static check: reads a model's source for what the tracer cannot trap when it runs.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DiagnosticError, SourceLocation } from '@tsfx/ir'
import ts from 'typescript'
import { codeFrame } from '../codeFrame.ts'
import { filePath } from '../sourceFiles.ts'
import { type CapturedCode, capturedCode } from './capturedCode.ts'
import { findHazards } from './findHazards.ts'
import { missingSource } from './missingSource.ts'
import { modelProgram } from './modelProgram.ts'
import { elementKind, tensorKind } from './tensorTypes.ts'
import { type InputToCheck, type LostTensor, type UntypedTensors, untypedTensors } from './untypedTensors.ts'

/** The model to check. */
export interface ModelToCheck {
  /** Path or `file:` URL of the module that exports the model. */
  readonly file: string
  /** The export: a Module class, an instance, a factory, or a function; `default` for the default export. */
  readonly exportName: string
  /** One entry per parameter of `forward`, in order. */
  readonly inputs: readonly InputToCheck[]
}

export interface CaptureRequest extends ModelToCheck {
  /** A file from which `@tensorflow/*` and `@tsfx/*` resolve when they do not from the model; this package by default. */
  readonly resolveFrom?: string
}

export interface StaticFinding {
  /** The page in docs/diagnostics. */
  readonly code: string
  readonly message: string
  readonly fix: string
  readonly loc: SourceLocation
  readonly frame: string
}

/** `checked: false` means that some source was not read, and `reason` says which; absence of findings then proves nothing. */
export interface CaptureCheck {
  readonly findings: readonly StaticFinding[]
  readonly checked: boolean
  readonly reason?: string
}

/**
 * Finds what capture would get wrong in the code that `forward` reaches: branches on tensors, comparisons of
 * tensors, operators on tensors, reads of values. Library code is not read.
 */
export const checkCapture = ({ resolveFrom, ...model }: CaptureRequest): CaptureCheck =>
  captureChecker([model.file], resolveFrom)(model)

/** `checkCapture` for many models of the same files, which are read once. */
export function captureChecker(
  files: readonly string[],
  resolveFrom?: string,
): (model: ModelToCheck) => CaptureCheck {
  const paths = files.map(pathOf).filter((path) => path !== null && existsSync(path)) as string[]
  if (paths.length === 0) return ({ file }) => notChecked(`${file} cannot be read`)
  const program = modelProgram(paths, resolveFrom)
  return (model) => checkModel(program, model)
}

function checkModel(program: ts.Program, { file, exportName, inputs }: ModelToCheck): CaptureCheck {
  const path = pathOf(file)
  if (path === null || !existsSync(path)) return notChecked(`${file} cannot be read`)
  const tree = program.getSourceFile(path)
  if (!tree) return notChecked(`${path} is not TypeScript or JavaScript`)
  const checker = program.getTypeChecker()
  const symbol = exportedSymbol(checker, tree, exportName)
  if (!symbol) return notChecked(`${path} does not export ${exportName}`)
  const code = capturedCode(program, symbol)
  if (!code) return notChecked(`${exportName} in ${path} has no forward that can be read`)
  const tensors = untypedTensors(checker, code, inputs)
  const reason = missingSource(program, tree, code) ?? lostTensor(tensors.lost)
  return {
    findings: collect(checker, code, tensors),
    checked: reason === null,
    ...(reason && { reason }),
  }
}

function pathOf(file: string): string | null {
  const path = filePath(file)
  return path === null ? null : resolve(path)
}

const notChecked = (reason: string): CaptureCheck => ({ findings: [], checked: false, reason })

function exportedSymbol(checker: ts.TypeChecker, tree: ts.SourceFile, name: string): ts.Symbol | undefined {
  const module = checker.getSymbolAtLocation(tree)
  const found = module && checker.getExportsOfModule(module).find((symbol) => symbol.name === name)
  // `export = { Net }`: the exports are the members of a value, which Node also gives as the default.
  const whole = module?.exports?.get(ts.InternalSymbolName.ExportEquals)
  if (found || !whole) return found
  return name === 'default' ? whole : checker.getTypeOfSymbol(whole).getProperty(name)
}

function collect(checker: ts.TypeChecker, code: CapturedCode, untyped: UntypedTensors): StaticFinding[] {
  const findings: StaticFinding[] = []
  findHazards(code, {
    checker,
    kindOf: (expression) => tensorKind(checker, expression, untyped.kindOf),
    elementKindOf(list) {
      const kind = elementKind(checker, list)
      return kind === 'none' ? untyped.elementKindOf(list) : kind
    },
    report(node, make) {
      const place = placeOf(node)
      findings.push(findingOf(make(place), place))
    },
  })
  return findings.sort(
    (a, b) => compareText(a.loc.file, b.loc.file) || a.loc.line - b.loc.line || a.loc.column - b.loc.column,
  )
}

function findingOf(
  { code, summary, fix }: DiagnosticError,
  { loc, frame }: { loc: SourceLocation; frame: string },
): StaticFinding {
  return { code, message: summary, fix, loc, frame }
}

function placeOf(node: ts.Node): { loc: SourceLocation; frame: string } {
  const tree = node.getSourceFile()
  const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart(tree))
  const loc = { file: tree.fileName, line: line + 1, column: character + 1 }
  return { loc, frame: codeFrame(tree.text, loc) ?? '' }
}

/** Where the check stopped: a tensor went where it cannot be followed. */
function lostTensor([lost]: readonly LostTensor[]): string | null {
  if (!lost) return null
  const { file, line, column } = placeOf(lost.node).loc
  return `${lost.action} (${file}:${line}:${column})`
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
