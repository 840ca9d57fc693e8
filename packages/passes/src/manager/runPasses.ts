/**
 * @file The pass manager. For each pass: check what it requires, open the one transaction, run it, give types to what
 * it inserted, verify, check what it ensures, compare numbers when asked to.
 */
import { type EditResult, type Graph, isDiagnosticError, verify } from '@tsfx/ir'
import { opCatalog } from '@tsfx/ops'
import { brokenPromise, changedNumbers, failedPass, missingFact } from '../diagnostics.generated.ts'
import { inferTypes } from '../inferTypes.ts'
import { checkPassOrder } from './checkPassOrder.ts'
import { type FactViolation, factViolation } from './facts.ts'
import { type NumericCheck, resultDifference, resultNumbers } from './numericCheck.ts'
import type { LiveVariables, Pass } from './pass.ts'
import { RunningPass } from './runningPass.ts'

type Patches = EditResult['patches']

/** What one pass did. */
export interface PassRecord {
  readonly name: string
  /** Lead from the version before to the version after: `before.apply(patches)`. */
  readonly patches: Patches
  /** Lead back. */
  readonly inverse: Patches
  /** Number of nodes added, removed or changed. */
  readonly changed: number
  /** Time in the pass itself, without the checks. */
  readonly milliseconds: number
}

export interface PipelineOptions {
  /** Checks the graph's invariants and the passes' facts after every pass. Default: true. */
  readonly verify?: boolean
  /** Runs the graph before and after every pass and compares. Default: not. */
  readonly check?: NumericCheck
  /** Default: 'snapshot'. */
  readonly liveVariables?: LiveVariables
  /** Called after every pass. */
  readonly onPass?: (before: Graph, after: Graph, record: PassRecord) => void
}

export interface PipelineResult {
  readonly graph: Graph
  readonly records: readonly PassRecord[]
}

/**
 * Runs passes in order. The input graph is unchanged, also when a pass fails.
 * @throws TSFX2001 for a wrong order, TSFX2002 when a required fact does not hold, TSFX2003 when a pass does not keep
 * its promise, TSFX2004 when a pass throws or breaks the graph, TSFX2005 when the numbers change.
 */
export function runPasses(
  graph: Graph,
  passes: readonly Pass[],
  options: PipelineOptions = {},
): PipelineResult {
  checkPassOrder(passes)
  if (options.verify ?? true) verify(graph, opCatalog)
  let current = graph
  let numbers = options.check && resultNumbers(graph, options.check)
  const records: PassRecord[] = []
  for (const pass of passes) {
    const { after, record } = runPass(current, pass, options)
    if (options.check && numbers && after !== current)
      numbers = checkNumbers(pass, after, numbers, options.check)
    options.onPass?.(current, after, record)
    records.push(record)
    current = after
  }
  return { graph: current, records }
}

function runPass(before: Graph, pass: Pass, options: PipelineOptions): { after: Graph; record: PassRecord } {
  const checking = options.verify ?? true
  const context = new RunningPass(options.liveVariables ?? 'snapshot')
  if (checking) requireFacts(before, pass, context.liveVariables)
  const start = performance.now()
  const edited = withPassName(pass, context, () => retype(before, editWith(before, pass, context), context))
  const milliseconds = performance.now() - start
  if (checking) {
    withPassName(pass, context, () => verify(edited.graph, opCatalog))
    ensureFacts(edited.graph, pass, context.liveVariables)
  }
  const { graph: after, patches, inverse } = edited
  return {
    after,
    record: { name: pass.name, patches, inverse, changed: changedNodes(patches), milliseconds },
  }
}

const editWith = (graph: Graph, pass: Pass, context: RunningPass): EditResult =>
  graph.edit((edit) => {
    edit.attributeTo(pass.name)
    pass.run(edit, context)
  })

/** Gives types to nodes that a pass inserted without, when the graph it read was typed. */
function retype(before: Graph, edited: EditResult, context: RunningPass): EditResult {
  const { liveVariables } = context
  if (
    factViolation('typed', edited.graph, liveVariables) === null ||
    factViolation('typed', before, liveVariables)
  )
    return edited
  const typed = editWith(edited.graph, inferTypes, context)
  return {
    ...typed,
    patches: [...edited.patches, ...typed.patches],
    inverse: [...typed.inverse, ...edited.inverse],
  }
}

function requireFacts(graph: Graph, pass: Pass, liveVariables: LiveVariables): void {
  for (const fact of pass.requires) {
    const violation = factViolation(fact, graph, liveVariables)
    if (violation)
      throw missingFact({ pass: pass.name, fact, problem: violation.problem }, placeOf(violation))
  }
}

function ensureFacts(graph: Graph, pass: Pass, liveVariables: LiveVariables): void {
  for (const fact of pass.ensures) {
    const violation = factViolation(fact, graph, liveVariables)
    if (violation)
      throw brokenPromise({ pass: pass.name, fact, problem: violation.problem }, placeOf(violation))
  }
}

const placeOf = ({ node }: FactViolation) => (node ? { node: node.name, loc: node.loc } : {})

/** Runs one step of a pass; what it throws is reported with the pass and the node it was at, as the cause. */
function withPassName<T>(pass: Pass, context: RunningPass, step: () => T): T {
  try {
    return step()
  } catch (cause) {
    const at = context.current ? { node: context.current.name, loc: context.current.loc } : {}
    const diagnostic = isDiagnosticError(cause) ? cause : null
    const problem = diagnostic?.summary ?? (cause instanceof Error ? cause.message : String(cause))
    const error = failedPass({ pass: pass.name, problem }, { ...at, ...diagnostic?.place })
    error.cause = cause
    throw error
  }
}

function checkNumbers(
  pass: Pass,
  after: Graph,
  before: readonly Float64Array[],
  check: NumericCheck,
): readonly Float64Array[] {
  const numbers = resultNumbers(after, check)
  const problem = resultDifference(before, numbers, check.tolerance)
  if (problem) throw changedNumbers({ pass: pass.name, problem })
  return numbers
}

const changedNodes = (patches: Patches): number =>
  new Set(patches.filter(({ path }) => path[0] === 'nodes').map(({ path }) => path[1])).size
