/** @file What the methods of Array, Map and Set do with the elements of a list; places are those of the call. */
import type ts from 'typescript'
import {
  ABSENT,
  functionsOf,
  isContainer,
  TENSOR,
  type Value,
  type ValueStore,
  type Values,
} from './valueStore.ts'

/** A call on a list. */
export interface ListCall {
  readonly node: ts.CallExpression | ts.NewExpression
  readonly method: string
  readonly list: Values
  readonly args: readonly Values[]
  /** Calls the user's function and gives what it returns. */
  run(target: ts.FunctionLikeDeclaration, args: readonly Values[]): Values
}

const NOTHING: Values = new Set()
const WITH_CALLBACK =
  /^(map|flatMap|forEach|filter|some|every|find(Last)?(Index)?|reduce(Right)?|(toS|s)ort)$/
const SAME_ELEMENTS =
  /^(filter|slice|concat|(toR|r)eversed?|(toS|s)ort(ed)?|(toS|s)pliced?|flat|fill|values|with|copyWithin)$/
const ONE_ELEMENT = /^(find|findLast|at|pop|shift|get)$/
const ADDING = /^(push|unshift|add|set|splice|fill|concat)$/
const ASKING = /^(some|every|find(Last)?Index|(last)?[iI]ndexOf|includes|has|join|keys|delete|clear|forEach)$/

/** Whether `method` is one that calls back with the elements. */
export const callsBack = (method: string): boolean => WITH_CALLBACK.test(method)

/** Whether nothing else is likely to be meant by a method of this name. */
export const isListMethod = (method: string): boolean =>
  [WITH_CALLBACK, SAME_ELEMENTS, ONE_ELEMENT, ASKING, /^(entries|flat)$/].some((names) => names.test(method))

/** Follows a call on a list: what callbacks receive, what the list holds afterwards, what the call gives. */
export function followListCall(store: ValueStore, call: ListCall): void {
  const { node, method, list } = call
  const elements = store.parts(list, null)
  if (ADDING.test(method)) addElements(store, call)
  const returned = runCallbacks(store, call, elements)
  if (ONE_ELEMENT.test(method)) store.add(node, elements.size > 0 ? [...elements, ABSENT] : [])
  else if (/^reduce/.test(method)) store.add(node, [...(call.args[1] ?? elements), ...returned])
  else if (method === 'entries') giveEntries(store, node, elements)
  else if (method === 'map') giveList(store, node, returned)
  else if (method === 'flatMap') giveList(store, node, flattened(store, returned))
  else if (method === 'flat') giveList(store, node, flattened(store, elements))
  else if (SAME_ELEMENTS.test(method)) {
    giveList(store, node, elements)
    if (method === 'filter') store.container(node).mayEnd = true
  }
}

/** Makes the call give a list of `elements`. */
export function giveList(store: ValueStore, node: ts.Expression, elements: Iterable<Value>): void {
  const container = store.container(node)
  store.put(container, null, elements)
  store.add(node, [container])
}

/** Makes the call give a list of pairs of a key and one of `elements`. */
export function giveEntries(store: ValueStore, node: ListCall['node'], elements: Iterable<Value>): void {
  const pair = store.container(node.expression)
  store.put(pair, '1', elements)
  giveList(store, node, [pair])
}

function addElements(store: ValueStore, { node, method, list, args }: ListCall): void {
  const added = method === 'set' ? args.slice(1) : method === 'splice' ? args.slice(2) : args
  const values = added.flatMap((values) => [...values])
  if (method === 'concat') giveList(store, node, flattened(store, new Set(values)))
  else for (const value of list) if (isContainer(value)) store.put(value, null, values)
}

function runCallbacks(store: ValueStore, call: ListCall, elements: Values): Set<Value> {
  const { method, list, args, run, node } = call
  const returned = new Set<Value>()
  if (!callsBack(method)) return returned
  const accumulated = new Set([...(args[1] ?? elements), ...store.of(node)])
  const given = /^reduce/.test(method)
    ? [accumulated, elements, NOTHING, list]
    : /ort/.test(method)
      ? [elements, elements]
      : [elements, NOTHING, list]
  for (const target of functionsOf(args[0] ?? NOTHING)) {
    for (const value of run(target, given)) returned.add(value)
  }
  return returned
}

/** The values, and in the place of lists their elements. */
function flattened(store: ValueStore, values: Values): Set<Value> {
  const others = [...values].filter((value) => value === TENSOR || value === ABSENT)
  return new Set([...store.parts(new Set([...values].filter((value) => value !== TENSOR)), null), ...others])
}
