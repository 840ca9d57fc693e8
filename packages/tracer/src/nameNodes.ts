/** @file Names and comments of nodes, taken from the user's source. */
import {
  type CallDescription,
  type ItemNames,
  legalIdentifier,
  type ScopedComment,
  type SourceLocation,
  type SourceLookup,
} from '@tsfx/ir'
import { type UserFrames, userFrames } from './callStack.ts'
import type { OpenCall, RecordedNode } from './recordedValues.ts'

export interface NodeLabel {
  readonly name: string
  /** The variable of the user's that `name` was made of. */
  readonly variable: string | null
  /** The variables that the value was taken apart into, as `name` is made of one. */
  readonly outputs: ItemNames | null
  /** As `outputs`, but as the user wrote them. */
  readonly variables: ItemNames | null
  readonly comment: string | null
  /** The parts of the comment, where some are not of the module that makes the call. */
  readonly comments: readonly ScopedComment[] | null
  readonly loc: SourceLocation | null
}

/**
 * Labels each node. A value has the name of the variable that receives it; where a user's line calls a layer that records several
 * ops, the last of them is that value. A name taken already is put behind the last segment of its module's path. A comment belongs to
 * the first node that its statement records.
 */
export function nameNodes(nodes: readonly RecordedNode[], lookup: SourceLookup | null): readonly NodeLabel[] {
  const describe = describeOnce(lookup)
  const lastIn = lastOfCalls(nodes)
  const taken = new Set<string>()
  const claim = (wanted: string, scope: string): string => {
    const name = freeName(wanted, scope, taken)
    taken.add(name)
    return name
  }
  const elements = new ElementNames()
  const comments = new Comments(describe)
  return nodes.map((node, i) => {
    const user: UserFrames = node.stack ? userFrames(node.stack) : { frames: [], callsInside: [] }
    const naming =
      node.part?.kind === 'inside' ? 0 : framesOfValue(node, user, (call) => lastIn.get(call) === i)
    const frames = user.frames.slice(0, naming)
    const description = describe(frames)
    const wanted =
      description?.name ?? nameOfPart(node, description?.outputs) ?? elements.next(node, description?.each)
    const scope = wanted || description?.outputs ? scopeOfName(node, user, frames, describe) : node.scope
    const variables = node.type?.kind === 'tensor' ? null : (description?.outputs ?? null)
    const outputs = variables && mapNames(variables, (item) => claim(item, scope))
    const name =
      (wanted && claim(wanted, scope)) ??
      (outputs && joined(outputs)) ??
      nameWithoutSource(node, (user.callsInside[0] ?? node.moduleCalls.length) > 0, taken)
    taken.add(name)
    return {
      name,
      variable: wanted || null,
      outputs,
      variables,
      ...comments.next(node, user),
      loc: user.frames[0] ?? null,
    }
  })
}

/** An item of a call that was captured in parts has the variable that receives it. */
function nameOfPart({ part }: RecordedNode, names: ItemNames | null | undefined): string | null {
  if (part?.kind !== 'result' || part.item === null || !names) return null
  return Object.entries(names).find(([key]) => key === part.item)?.[1] ?? null
}

type Describe = (frames: readonly SourceLocation[]) => CallDescription | null

/** Blocks of one class run the same lines, so most questions were asked before. */
function describeOnce(lookup: SourceLookup | null): Describe {
  const answers = new Map<string, CallDescription | null>()
  return (frames) => {
    if (lookup === null || frames.length === 0) return null
    const key = frames.map(({ file, line, column }) => `${file}:${line}:${column}`).join()
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = lookup.describe(frames)
    answers.set(key, answer)
    return answer
  }
}

/** The index of the last node in each module call. */
function lastOfCalls(nodes: readonly RecordedNode[]): ReadonlyMap<number, number> {
  const last = new Map<number, number>()
  for (const [i, { moduleCalls }] of nodes.entries()) for (const { call } of moduleCalls) last.set(call, i)
  return last
}

/** The call that a frame's own line makes; undefined where the frame is the recorded call's own. */
const callMadeAt = ({ moduleCalls }: RecordedNode, inside: number): OpenCall | undefined =>
  inside === 0 ? undefined : moduleCalls.at(-inside)

/**
 * How many frames, from the innermost, may name the value. Between two frames of the user's there may be modules of a library, such
 * as Sequential, whose source does not tell what they return: the last node in them.
 */
function framesOfValue(
  node: RecordedNode,
  { callsInside }: UserFrames,
  isLastIn: (call: number) => boolean,
): number {
  const end = callsInside.findIndex((inside, j) => {
    // One call between two frames is the call of the inner frame's own function.
    const ofLibrary = j === 0 ? inside : inside - (callsInside[j - 1] as number) - 1
    const made = callMadeAt(node, inside)
    return ofLibrary > 0 && made !== undefined && !isLastIn(made.call)
  })
  return end < 0 ? callsInside.length : end
}

/** Path of the module whose code has the variable that names the value; in the model's own code, that of the module called there. */
function scopeOfName(
  node: RecordedNode,
  { callsInside }: UserFrames,
  frames: readonly SourceLocation[],
  describe: Describe,
): string {
  const whole = describe(frames)
  let depth = frames.length
  while (depth > 1 && describe(frames.slice(0, depth - 1))?.name === whole?.name) depth--
  const inside = callsInside[depth - 1] as number
  const containing = node.moduleCalls.at(-inside - 1)
  return (inside < node.moduleCalls.length ? containing : callMadeAt(node, inside))?.path ?? ''
}

/** Comments above statements, loops and conditions, each for the first node that they record in one call of their module. */
class Comments {
  readonly #describe: Describe
  readonly #seen = new Set<string>()

  constructor(describe: Describe) {
    this.#describe = describe
  }

  next(
    { moduleCalls, scope }: RecordedNode,
    { frames, callsInside }: UserFrames,
  ): Pick<NodeLabel, 'comment' | 'comments'> {
    const comments: ScopedComment[] = []
    // Outermost first: a comment on the call of a module stands before those inside it.
    for (let j = frames.length - 1; j >= 0; j--) {
      const description = this.#describe([frames[j] as SourceLocation])
      const open = moduleCalls.slice(0, moduleCalls.length - (callsInside[j] as number))
      for (const comment of [...(description?.around ?? []), description?.comment]) {
        const key = `${open.map(({ call }) => call).join()}: ${comment}`
        if (comment && !this.#seen.has(key)) comments.push({ scope: open.at(-1)?.path ?? '', text: comment })
        this.#seen.add(key)
      }
    }
    return {
      comment: comments.map(({ text }) => text).join('\n') || null,
      comments: comments.some((comment) => comment.scope !== scope) ? comments : null,
    }
  }
}

/** Hands the variables of `const [q, k] = xs.map(...)` to the values of the callback, in the order of its calls. */
class ElementNames {
  readonly #calls = new Map<string, number>()

  next({ moduleCalls }: RecordedNode, names: readonly (string | null)[] | undefined): string | null {
    if (names === undefined) return null
    const key = JSON.stringify([moduleCalls.map(({ call }) => call), names])
    const call = this.#calls.get(key) ?? 0
    this.#calls.set(key, call + 1)
    return names[call % names.length] ?? null
  }
}

const isNameList = (names: ItemNames): names is readonly (string | null)[] => Array.isArray(names)

const mapNames = (names: ItemNames, map: (name: string) => string): ItemNames =>
  isNameList(names)
    ? names.map((name) => name && map(name))
    : Object.fromEntries(Object.entries(names).map(([key, name]) => [key, map(name)]))

/** `q_k_v`, to speak of a value without a name of its own; null where no item has one. */
const joined = (names: ItemNames): string | null =>
  Object.values(names)
    .filter((name) => name !== null)
    .join('_') || null

/** The op's name; where it is taken, behind the module whose code calls the layer: `downRelu` reads better than `relu_2`. */
function nameWithoutSource(node: RecordedNode, inLibrary: boolean, taken: ReadonlySet<string>): string {
  if (node.kind === 'output') return node.target
  if (node.kind !== 'call_function') return node.target.replaceAll('.', '_')
  if (node.layer !== null) return legalIdentifier(node.layer)
  return freeName(
    node.target,
    node.scope
      .split('.')
      .slice(0, inLibrary ? -1 : undefined)
      .join('.'),
    taken,
  )
}

function freeName(wanted: string, scope: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted) || scope === '') return wanted
  // `blocks.1` alone would give `1Relu`: the name of the list belongs to it, also of a list of lists.
  const [, prefix = ''] = /((?:[^.]+\.)?(?:\d+\.)*\d+|[^.]+)$/.exec(scope) ?? []
  return prefix.replaceAll('.', '') + (wanted[0] ?? '').toUpperCase() + wanted.slice(1)
}
