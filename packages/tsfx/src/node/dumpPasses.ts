/**
 * @file Writes the graph after each pass into a folder, while the passes run: after a pass that fails, all that came
 * before is there to read.
 *
 *     0000-traced.txt       the first graph
 *     0001-inferTypes.txt   the graph after the first pass
 *     0001-inferTypes.diff  what the pass changed
 *     0001-inferTypes.dot   the same drawn, for Graphviz; where it changed something and the graph is not too large
 *     0002-mine.error.txt   the error of a pass that failed; 0002-mine.failed.txt what it made of the graph
 *     0002-mine-simplify_round_3.txt   the graph after a pass of a group
 */
import { diff, diffToDot, type Graph, graphToDot, isEmptyDiff, printDiff, printGraph } from '@tsfx/ir'
import type { PassFailure, PassHooks } from '@tsfx/passes'
import { addFiles, writeFiles } from './writeFiles.ts'

/** Nodes above which a graph is not drawn: Graphviz would not come to an end. */
const DRAWN_NODES = 500

/** Digits of a number: groups run passes often, and files sorted by name are to be in the order of the runs. */
const DIGITS = 4

/** Characters of a name that are kept: file systems allow 255 for the whole. */
const NAME_LENGTH = 80

/** What the manifest of the folder says made it. */
const BY = 'dump'

/**
 * Hooks that write each version into `folder`, which must be new, empty, or of an earlier dump, whose files are removed.
 * Files are numbered through all pipelines that get the same hooks: `fuse(graph, dumpPasses('passes'))`.
 * @throws TSFX7003 when the folder is not ours, TSFX7020 when it cannot be written.
 */
export function dumpPasses(folder: string): Required<Pick<PassHooks, 'onPass' | 'onFailure'>> {
  writeFiles(folder, {}, BY)
  let number = 0
  let latest: Graph | null = null
  const write = (
    name: string,
    files: Readonly<Record<string, string>>,
    round: string | null = null,
  ): void => {
    const stem = [String(number).padStart(DIGITS, '0'), name, ...(round === null ? [] : [round])]
      .map((part) => part.replace(/[^\w.-]+/g, '_').slice(0, NAME_LENGTH))
      .join('-')
    const named = Object.entries(files).map(([kind, text]) => [`${stem}.${kind}`, `${text.trimEnd()}\n`])
    addFiles(folder, Object.fromEntries(named), BY)
    number++
  }
  /** The graph that a pipeline began with, when it is not the last one written. */
  const writeInput = (graph: Graph): void => {
    if (graph === latest) return
    write(latest ? 'input' : 'traced', { txt: printGraph(graph), ...drawn(graph) })
    latest = graph
  }
  return {
    onPass(before, after, record) {
      writeInput(before)
      write(record.name, { txt: printGraph(after), ...changes(before, after) }, record.round)
      latest = after
    },
    onFailure(failure) {
      writeInput(failure.graph)
      write(failure.pass, { 'error.txt': failure.error.message, ...rejected(failure) }, failure.round)
    },
  }
}

const drawn = (graph: Graph): Readonly<Record<string, string>> =>
  graph.nodes.length <= DRAWN_NODES ? { dot: graphToDot(graph) } : {}

function changes(before: Graph, after: Graph): Readonly<Record<string, string>> {
  const difference = diff(before, after)
  const isDrawn = !isEmptyDiff(difference) && before.nodes.length + after.nodes.length <= DRAWN_NODES
  return { diff: printDiff(difference), ...(isDrawn && { dot: diffToDot(before, after) }) }
}

/** What a failed pass made, as far as it can be printed: it may be broken. */
function rejected({ graph, rejected }: PassFailure): Readonly<Record<string, string>> {
  if (!rejected) return {}
  try {
    return { 'failed.txt': printGraph(rejected), 'failed.diff': printDiff(diff(graph, rejected)) }
  } catch (error) {
    return { 'failed.txt': `cannot be printed: ${String(error)}` }
  }
}
