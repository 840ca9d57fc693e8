/**
 * @file The static check: reads a model's source for what the tracer cannot trap when it runs.
 */
import { existsSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { resolve } from 'node:path'
import type { DiagnosticError, SourceLocation } from '@tsfx/ir'
import ts from 'typescript'
import { codeFrame } from '../codeFrame.ts'
import { filePath } from '../sourceFiles.ts'
import { type CapturedCode, capturedCode, isUserSource } from './capturedCode.ts'
import { findHazards } from './findHazards.ts'
import { modelProgram } from './modelProgram.ts'
import { tensorKind, type UntypedTensor } from './tensorTypes.ts'
import { type LostTensor, untypedTensors } from './untypedTensors.ts'

/** The model to check. */
export interface CaptureRequest {
  /** Path or `file:` URL of the module that exports the model. */
  readonly file: string
  /** The export: a Module class, an instance, a factory, or a function; `default` for the default export. */
  readonly exportName: string
  /** One entry per parameter of `forward`, in order: the input's name, or null where a constant is bound. */
  readonly inputs: readonly (string | null)[]
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
export function checkCapture(request: CaptureRequest): CaptureCheck {
  const path = filePath(request.file)
  const file = path === null ? null : resolve(path)
  if (file === null || !existsSync(file)) return notChecked(`${request.file} cannot be read`)
  const program = modelProgram(file, request.resolveFrom)
  const tree = program.getSourceFile(file)
  if (!tree) return notChecked(`${file} is not TypeScript or JavaScript`)
  const checker = program.getTypeChecker()
  const symbol = exportedSymbol(checker, tree, request.exportName)
  if (!symbol) return notChecked(`${file} does not export ${request.exportName}`)
  const code = capturedCode(program, symbol)
  if (!code) return notChecked(`${request.exportName} in ${file} has no forward that can be read`)
  const tensors = untypedTensors(checker, code, request.inputs)
  const reason = missingSource(program, code) ?? lostTensor(tensors.lost)
  return {
    findings: collect(checker, code, tensors.kindOf),
    checked: reason === null,
    ...(reason && { reason }),
  }
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

function collect(checker: ts.TypeChecker, code: CapturedCode, untyped: UntypedTensor): StaticFinding[] {
  const findings: StaticFinding[] = []
  findHazards(code, {
    checker,
    kindOf: (expression) => tensorKind(checker, expression, untyped),
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

/** Why the check is not complete: code that capture may run but that could not be read. */
function missingSource(program: ts.Program, code: CapturedCode): string | null {
  for (const tree of program.getSourceFiles()) {
    if (!isUserSource(tree) || program.isSourceFileFromExternalLibrary(tree)) continue
    const [error] = program.getSyntacticDiagnostics(tree)
    if (error)
      return `${tree.fileName} has a syntax error: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`
    for (const { fileName } of ts.preProcessFile(tree.text, true, true).importedFiles) {
      if (isUserCode(fileName) && !resolves(program, fileName, tree))
        return `${fileName}, imported by ${tree.fileName}, cannot be read`
    }
  }
  const [declaration] = code.withoutSource
  return declaration ? `${declaration} has declarations only; what they stand for was not read` : null
}

/** Where the check stopped: a tensor went where it cannot be followed. */
function lostTensor([lost]: readonly LostTensor[]): string | null {
  if (!lost) return null
  const { file, line, column } = placeOf(lost.node).loc
  return `${lost.action} (${file}:${line}:${column})`
}

/** An import that may lead to the user's code: not data, not Node, not a library whose effect on tensors is known. */
function isUserCode(name: string): boolean {
  return !isBuiltin(name) && !/^@(tensorflow|tsfx)\/|\.(json|css|wasm|npy|safetensors)$/.test(name)
}

function resolves(program: ts.Program, name: string, tree: ts.SourceFile): boolean {
  return (
    ts.resolveModuleName(name, tree.fileName, program.getCompilerOptions(), ts.sys).resolvedModule !==
    undefined
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
