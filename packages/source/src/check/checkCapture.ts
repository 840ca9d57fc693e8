/**
 * @file The static check: reads a model's source for what the tracer cannot trap when it runs.
 */
import type { DiagnosticError, SourceLocation } from '@tsfx/ir'
import ts from 'typescript'
import { codeFrame } from '../codeFrame.ts'
import { type CapturedCode, capturedCode } from './capturedCode.ts'
import { exportedSymbols } from './exportedSymbols.ts'
import { findHazards } from './findHazards.ts'
import { missingSource } from './missingSource.ts'
import { elementKind, tensorKind } from './tensorTypes.ts'
import { type InputToCheck, type LostTensor, type UntypedTensors, untypedTensors } from './untypedTensors.ts'

/** The model to check. */
export interface ModelToCheck {
  /** Path or `file:` URL of the module that exports the model. */
  readonly file: string
  /** The export: a Module class, an instance, a factory, or a function; `default` for the default export. */
  readonly exportName: string
  /** One entry per parameter of `forward`, in order; without them, every parameter without a constant default is an input. */
  readonly inputs?: readonly InputToCheck[]
  /** Instead of `inputs`: the parameters that are tensors, by name; the others are constants. */
  readonly tensorParameters?: readonly string[]
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
  /** Behind the last character of what `loc` begins. */
  readonly end: { readonly line: number; readonly column: number }
  readonly frame: string
}

/** `checked: false` means that some code was not read or not followed; absence of findings then proves nothing. */
export interface CaptureCheck {
  readonly findings: readonly StaticFinding[]
  readonly checked: boolean
  /** The first of `notFollowed`. */
  readonly reason?: string
  readonly notFollowed: readonly string[]
  /** Where tensors that may be absent are tested for presence. */
  readonly presenceTests: readonly SourceLocation[]
  /** The parameters of forward that a call may leave out. Types are gone when a model runs, so only its source tells of `mask?`. */
  readonly optionalParameters: readonly string[]
}

/** Checks a model that `tree` exports. */
export function checkModel(
  program: ts.Program,
  tree: ts.SourceFile,
  { exportName, inputs, tensorParameters }: ModelToCheck,
): CaptureCheck {
  const checker = program.getTypeChecker()
  const symbol = exportedSymbols(checker, tree).get(exportName)
  if (!symbol) return withReasons([`${tree.fileName} does not export ${exportName}`])
  const code = capturedCode(program, symbol)
  if (!code) return withReasons([`${exportName} in ${tree.fileName} has no forward that can be read`])
  const tensors = untypedTensors(checker, code, inputs ?? inputsOf(code, tensorParameters))
  const missing = missingSource(program, tree, code)
  const notFollowed = [...(missing === null ? [] : [missing]), ...tensors.lost.map(lostTensor)]
  return {
    ...withReasons(notFollowed),
    ...collect(checker, code, tensors),
    optionalParameters: optionalParameters(checker, code),
  }
}

/** A check that found nothing, as far as it could follow. */
export function withReasons(notFollowed: readonly string[]): CaptureCheck {
  const [reason] = notFollowed
  const checked = reason === undefined
  return {
    findings: [],
    checked,
    ...(!checked && { reason }),
    notFollowed,
    presenceTests: [],
    optionalParameters: [],
  }
}

/** Where no name is given, every parameter is tensors, unless its default is another constant than null. */
function inputsOf({ root }: CapturedCode, names: readonly string[] | undefined): InputToCheck[] {
  return (root?.parameters ?? []).map(({ name, initializer }) => {
    if (names) return names.includes(name.getText()) ? name.getText() : null
    const isConstant =
      initializer && initializer.kind !== ts.SyntaxKind.NullKeyword && initializer.getText() !== 'undefined'
    return isConstant ? null : { tensors: name.getText() }
  })
}

function optionalParameters(checker: ts.TypeChecker, { root }: CapturedCode): string[] {
  return (root?.parameters ?? [])
    .filter((parameter) => checker.isOptionalParameter(parameter))
    .map(({ name }) => name.getText())
}

function collect(
  checker: ts.TypeChecker,
  code: CapturedCode,
  untyped: UntypedTensors,
): Pick<CaptureCheck, 'findings' | 'presenceTests'> {
  const presenceTests: SourceLocation[] = []
  const findings: StaticFinding[] = []
  findHazards(code, {
    checker,
    kindOf: (expression) => tensorKind(checker, expression, untyped.kindOf),
    elementKindOf(list) {
      const kind = elementKind(checker, list)
      return kind === 'none' ? untyped.elementKindOf(list) : kind
    },
    allow(node) {
      presenceTests.push(placeOf(node).loc)
    },
    report(node, make) {
      const place = placeOf(node)
      findings.push(findingOf(make(place), place))
    },
  })
  findings.sort(
    (a, b) => compareText(a.loc.file, b.loc.file) || a.loc.line - b.loc.line || a.loc.column - b.loc.column,
  )
  return { findings, presenceTests }
}

function findingOf({ code, summary, fix }: DiagnosticError, { loc, end, frame }: FramedPlace): StaticFinding {
  return { code, message: summary, fix, loc, end, frame }
}

type FramedPlace = Pick<StaticFinding, 'loc' | 'end' | 'frame'>

function placeOf(node: ts.Node): FramedPlace {
  const tree = node.getSourceFile()
  const at = (position: number) => {
    const { line, character } = tree.getLineAndCharacterOfPosition(position)
    return { line: line + 1, column: character + 1 }
  }
  const loc = { file: tree.fileName, ...at(node.getStart(tree)) }
  const end = at(node.end)
  return { loc, end, frame: codeFrame(tree.text, loc, end) ?? '' }
}

/** Where the check stopped: a tensor went where it cannot be followed. */
function lostTensor({ node, action }: LostTensor): string {
  const { file, line, column } = placeOf(node).loc
  return `${action} (${file}:${line}:${column})`
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
