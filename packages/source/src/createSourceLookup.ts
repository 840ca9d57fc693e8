/**
 * @file Answers the tracer's questions about the user's source: the names, comments and lines behind a call.
 */
import type { CallDescription, SourceLocation, SourceLookup } from '@tsfx/ir'
import ts from 'typescript'
import { callAt } from './callAt.ts'
import { codeFrame } from './codeFrame.ts'
import { describeCall } from './describeCall.ts'
import { originalLocation } from './originalLocation.ts'
import { createSourceFiles } from './sourceFiles.ts'

export interface SourceLookupOptions {
  /**
   * What the places given count in: `source` (default) is the file on disk; `running` is the code as
   * `stripTypes` loaded it, for a reader of raw V8 positions that does not call `originalLocation` itself.
   */
  readonly positions?: 'source' | 'running'
}

/**
 * Makes a lookup over the files on disk (.ts, .tsx, .mts, .js, .mjs, .jsx).
 *
 * `describe` gives the statement's comment for every call of the statement. Calls of one statement are
 * recorded one after the other, so a comment equal to that of the call recorded before is the same comment.
 */
export function createSourceLookup({ positions = 'source' }: SourceLookupOptions = {}): SourceLookup {
  const sourceFiles = createSourceFiles()
  const place = positions === 'running' ? originalLocation : (loc: SourceLocation) => loc
  return {
    describe(frames) {
      let description: CallDescription | null = null
      for (const frame of frames) {
        const loc: SourceLocation = place(frame)
        const tree = sourceFiles(loc.file)
        if (!tree) continue
        const call = callAt(tree, loc)
        if (!call) break
        const { returned, ...outer } = describeCall(call, tree)
        const described: CallDescription = description && isMap(call) ? ofElement(outer) : outer
        description = description ? callerWins(described, description) : described
        if (!returned) break
      }
      return description
    },
    codeFrame(loc) {
      const original = place(loc)
      const tree = sourceFiles(original.file)
      return tree && codeFrame(tree.text, original)
    },
  }
}

/** The callback of `map` returns one element of the list that the caller names, or takes apart. */
function ofElement({ outputs, ...outer }: CallDescription): CallDescription {
  return {
    ...outer,
    outputs: null,
    ...(Array.isArray(outputs) && { each: outputs as readonly (string | null)[] }),
  }
}

/** The caller's variable names the value; the comment nearest to the operation stays. */
function callerWins(caller: CallDescription, inner: CallDescription): CallDescription {
  const isNamed = caller.name !== null || caller.outputs !== null || caller.each !== undefined
  return { ...(isNamed ? caller : inner), comment: inner.comment ?? caller.comment }
}

function isMap({ expression }: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && /^(map|flatMap)$/.test(expression.name.text)
}
