/** @file Hover on a call: shape and dtype after a trace, and scale, zero point and noise after a quantization. */
import { showLines } from '@tsfx/ir'
import type { Hover, TextDocumentPositionParams } from 'vscode-languageserver/node'
import { type CallFact, factsAt, factsOfModule, int8FactsAt } from './callFacts.ts'
import { isGenerated, isInt8, sourceOfGenerated } from './generatedPlaces.ts'
import type { ModelRun } from './modelRuns.ts'
import { type Session, sourcePath } from './session.ts'

/** Instances that are listed; a block may be there fifty times. */
const LISTED = 5

/** What is known of the call at a position; null where no run has come by. */
export function hover(
  session: Session,
  { textDocument: { uri }, position }: TextDocumentPositionParams,
): Hover | null {
  if (isGenerated(uri)) {
    const place = sourceOfGenerated(session, uri, position)
    const find = isInt8(session, uri) ? int8FactsAt : factsAt
    return place && hoverOf(session, place.file, (run) => find(run, place))
  }
  const path = sourcePath(uri)
  const document = session.documents.get(uri)
  if (path === null || !document || session.runs.at(path).length === 0) return null
  const call = session.checker.callAt(path, document.offsetAt(position))
  if (!call) return null
  const place = { file: path, line: call.line, column: call.column }
  const found = hoverOf(session, path, (run) => {
    const at = factsAt(run, place)
    return at.length > 0 || !call.module ? at : factsOfModule(run, call.module)
  })
  const range = { start: document.positionAt(call.start), end: document.positionAt(call.end) }
  return found && { ...found, range }
}

function hoverOf(
  session: Session,
  file: string,
  factsIn: (run: ModelRun) => readonly CallFact[],
): Hover | null {
  const texts = session.runs.at(file).flatMap((run) => {
    const facts = factsIn(run)
    return facts.length > 0 ? [textOf(session, run, facts)] : []
  })
  if (texts.length === 0) return null
  const value = texts.join('\n\n')
  return {
    contents: session.settings.markdown
      ? { kind: 'markdown', value }
      : { kind: 'plaintext', value: value.replace(/[`*]/g, '') },
  }
}

function textOf(session: Session, run: ModelRun, facts: readonly CallFact[]): string {
  const changed = session.runs.changed(run).length > 0
  const head = `**tsfx** ${code(run.job.exportName)}${changed ? ' *(stale: the text has changed since it was run)*' : ''}`
  const listed = facts.slice(0, LISTED).map((fact) => lineOf(fact, run))
  const more = facts.length > LISTED ? [`and ${facts.length - LISTED} more, ${facts.length} in all`] : []
  return [head, ...listed, ...more].join('\n\n')
}

function lineOf({ float, int8 }: CallFact, run: ModelRun): string {
  const where = float.scope === '' ? '' : ` in ${code(float.scope)}`
  const value = `${code(float.name)}${where}: ${code(float.type)}`
  return int8 === null ? value : `${value}  \n${int8Line(float.name, int8, run)}`
}

function int8Line(
  name: string,
  { name: own, op, type, scale, zeroPoint, sqnr, standsFor }: Int8Node,
  run: ModelRun,
) {
  if (standsFor !== name) return `int8: computed inside of ${code(own)} (${code(op)})`
  const dtype = type.split(' ').at(-1) ?? type
  const scales = scale === null ? [] : [scaleText(scale, zeroPoint ?? [])]
  const noise =
    sqnr === null ? [] : [`SQNR ${noiseText(sqnr)} on ${rowsText(run.done.int8?.measuredRows ?? 0)}`]
  return [scale === null ? `left in ${dtype}` : dtype, ...scales, ...noise].join(', ')
}

type Int8Node = NonNullable<CallFact['int8']>

/** Scale and zero point; of a value with several, their number. */
function scaleText(scale: readonly number[], zeroPoint: readonly number[]): string {
  if (scale.length !== 1) return `${scale.length} scales`
  return `scale ${Number((scale[0] as number).toPrecision(6))}, zero point ${zeroPoint[0] ?? 0}`
}

const noiseText = (sqnr: number): string =>
  Number.isFinite(sqnr) ? `${sqnr.toFixed(1)} dB` : 'infinite (equal)'

const rowsText = (rows: number): string => `${rows} row${rows === 1 ? '' : 's'}`

/** Names come from users' models: they are shown as code, whatever they hold. */
function code(text: string): string {
  const line = showLines(text.replace(/\s+/g, ' '))
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`
}
