/** @file What goes on after forward has returned: an async forward, `await`, `then`, timers, async functions of tfjs. */
import ts from 'typescript'
import { asyncForwardSource, workAfterForward } from '../../diagnostics.generated.ts'
import type { FunctionNode } from '../capturedCode.ts'
import { isDeclaredByTfjs, isUntyped } from '../tensorTypes.ts'
import { VALUE_READERS } from '../valueReaders.ts'
import { type HazardContext, type HazardRule, shorten } from './hazardRule.ts'

const TIMER =
  /^((globalThis|window)\.)?(set(Timeout|Interval|Immediate)|queueMicrotask|requestAnimationFrame|process\.nextTick)$/
const OF_PROMISE = /^(then|catch|finally)$/
const ASYNC_FUNCTION = /Async$|^nextFrame$/

/** An entry that is async, or gives a promise. */
export function checkAsyncEntry(node: FunctionNode, { checker, report }: HazardContext): void {
  const signature = checker.getSignatureFromDeclaration(node)
  const returned = signature && checker.getReturnTypeOfSignature(signature).getSymbol()?.name
  const name = node.name?.getText() ?? 'the function'
  if (isAsync(node) || returned === 'Promise')
    report(node.name ?? node, (place) => asyncForwardSource({ name }, place))
}

/** Work that is put off inside of captured code; what an async entry awaits is said by the entry. */
export function checkLaterWork(entries: ReadonlySet<FunctionNode>): HazardRule {
  return (node, context) => {
    if (ts.isAwaitExpression(node)) checkAwait(node, entries, context)
    else if (ts.isForOfStatement(node) && node.awaitModifier) checkAwait(node, entries, context)
    else if (ts.isCallExpression(node)) checkCall(node, context)
  }
}

function checkAwait(
  node: ts.AwaitExpression | ts.ForOfStatement,
  entries: ReadonlySet<FunctionNode>,
  context: HazardContext,
): void {
  const outer = ts.findAncestor(node, ts.isFunctionLike) as FunctionNode | undefined
  if (!outer || entries.has(outer) || (ts.isAwaitExpression(node) && isRead(node.expression))) return
  context.report(node, (place) => workAfterForward({ work: 'await' }, place))
}

function checkCall(node: ts.CallExpression, context: HazardContext): void {
  const { expression: callee } = node
  const { checker, report } = context
  const tell = (at: ts.Node) => report(at, (place) => workAfterForward({ work: shorten(callee) }, place))
  if (TIMER.test(callee.getText())) tell(callee)
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
  if (!ts.isIdentifier(name)) return
  if (ASYNC_FUNCTION.test(name.text) && isDeclaredByTfjs(checker, callee)) tell(name)
  if (!ts.isPropertyAccessExpression(callee) || !OF_PROMISE.test(name.text)) return
  if (isPromise(checker, callee.expression) && !isRead(callee.expression)) tell(name)
}

/** Whether `then` is that of a promise; where nothing is known of the receiver, nothing else has that name. */
function isPromise(checker: ts.TypeChecker, receiver: ts.Expression): boolean {
  return checker.getTypeAtLocation(receiver).getSymbol()?.name === 'Promise' || isUntyped(checker, receiver)
}

/** `x.data()`: the rule for reads tells of it. */
function isRead(promise: ts.Expression): boolean {
  const callee = ts.isCallExpression(promise) ? promise.expression : null
  return callee !== null && ts.isPropertyAccessExpression(callee) && VALUE_READERS.has(callee.name.text)
}

const isAsync = (node: FunctionNode): boolean =>
  (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) !== 0
