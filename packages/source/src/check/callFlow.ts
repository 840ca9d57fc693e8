/**
 * @file Follows tensors through calls: into parameters and callbacks, out of returns, through the methods of
 * lists, TensorFlow.js and modules. What it cannot follow, it says.
 */
import ts from 'typescript'
import { callsBack, followListCall, giveEntries, giveList, isListMethod } from './listMethods.ts'
import { importedFrom, isDeclaredBy, isDeclaredByTfjs, isUntyped } from './tensorTypes.ts'
import { VALUE_READERS } from './valueReaders.ts'
import {
  ABSENT,
  functionsOf,
  hasBody,
  isContainer,
  OTHER,
  TENSOR,
  type Value,
  type ValueStore,
  type Values,
} from './valueStore.ts'

/** Calls of modules: what they give is a tensor when they are given one. */
const MODULE_CALLS = /^(forward|apply|call|predict)$/

/** Ops that give a list or a record of tensors. */
const SEVERAL_RESULTS = /^(split|unstack|meshgrid|topk|moments|unique|qr|setdiff1dAsync|broadcastArgs)$/

/** How many arguments a spread list is taken for. */
const SPREAD_ARGUMENTS = 8

const NOTHING: Values = new Set()

type Call = ts.CallExpression | ts.NewExpression

/** What following a call needs. */
export interface CallContext {
  readonly checker: ts.TypeChecker
  readonly store: ValueStore
  /** The functions that capture runs. */
  readonly functions: ReadonlySet<ts.FunctionLikeDeclaration>
  bind(name: ts.BindingName, values: Values): void
  /** Has a function read that a value led to. */
  reach(target: ts.FunctionLikeDeclaration): void
  /** Says that `node` hands a tensor to what cannot be followed. */
  lose(node: ts.Node, action: string): void
}

/** Hands the arguments of a call to whatever it may run, and says what it gives. */
export function followCall(call: Call, context: CallContext): void {
  const { store } = context
  const args = argumentsOf(call, store)
  const passed = throughPrototype(call, args, store) ?? {
    functions: functionsOf(store.of(call.expression)),
    args,
  }
  const targets = new Set([...declaredTargets(call, context), ...passed.functions])
  for (const target of targets) store.add(call, run(target, passed.args, context))
  if (targets.size === 0) followUnknown(call, args, context)
  if (ts.isCallExpression(call)) store.add(call, givenTensors(call, args, context))
}

function argumentsOf(call: Call, store: ValueStore): Values[] {
  return (call.arguments ?? []).flatMap((argument) =>
    ts.isSpreadElement(argument) ? spread(store.of(argument.expression), store) : [store.of(argument)],
  )
}

function spread(list: Values, store: ValueStore): Values[] {
  return Array.from({ length: SPREAD_ARGUMENTS }, (_, index) => store.parts(list, `${index}`))
}

/** Runs a function of the user; an argument that is not given is absent. */
function run(
  target: ts.FunctionLikeDeclaration,
  args: readonly Values[],
  { store, bind, reach }: CallContext,
): Values {
  reach(target)
  target.parameters.forEach((parameter, index) => {
    if (parameter.dotDotDotToken) {
      const rest = store.container(parameter)
      for (const values of args.slice(index)) store.put(rest, null, values)
      bind(parameter.name, new Set([rest]))
    } else bind(parameter.name, args[index] ?? new Set([ABSENT]))
  })
  return target.body ? store.of(target.body) : NOTHING
}

/** `f.call(self, a)` and `f.apply(self, [a])` run `f`. */
function throughPrototype(call: Call, args: readonly Values[], store: ValueStore) {
  const { expression: callee } = call
  if (!ts.isPropertyAccessExpression(callee) || !/^(call|apply)$/.test(callee.name.text)) return null
  const functions = functionsOf(store.of(callee.expression))
  if (functions.length === 0) return null
  return { functions, args: callee.name.text === 'call' ? args.slice(1) : spread(args[1] ?? NOTHING, store) }
}

/** The user's functions a call may run by its declaration, or by name where the receiver has no type. */
function declaredTargets(
  call: Call,
  { checker, functions, store }: CallContext,
): ts.FunctionLikeDeclaration[] {
  const declaration = checker.getResolvedSignature(call)?.declaration
  if (hasBody(declaration)) return [declaration, ...overriding(declaration, checker, functions)]
  const { expression: callee } = call
  const isMethodOfTensor = ts.isPropertyAccessExpression(callee) && store.of(callee.expression).has(TENSOR)
  if (declaration || isMethodOfTensor) return []
  const name = calledName(call)
  return [...functions].filter((node) => node.name && node.name.getText() === name)
}

/** Methods that subclasses put in the place of `declaration`. */
function overriding(
  { parent, name }: ts.FunctionLikeDeclaration,
  checker: ts.TypeChecker,
  functions: ReadonlySet<ts.FunctionLikeDeclaration>,
): ts.FunctionLikeDeclaration[] {
  if (!name || !ts.isClassLike(parent)) return []
  const owner = checker.getTypeAtLocation(parent)
  const overrides = (node: ts.FunctionLikeDeclaration) =>
    ts.isClassLike(node.parent) &&
    node.parent !== parent &&
    checker.isTypeAssignableTo(checker.getTypeAtLocation(node.parent), owner)
  return [...functions].filter((node) => node.name?.getText() === name.getText() && overrides(node))
}

/** A call of what is not the user's, or not known. */
function followUnknown(call: Call, args: readonly Values[], context: CallContext): void {
  const { store, checker } = context
  const { expression: callee } = call
  const receiver = ts.isPropertyAccessExpression(callee) ? store.of(callee.expression) : NOTHING
  const method = calledName(call) ?? ''
  if (ts.isNewExpression(call) && /^(Set|Map)$/.test(method)) {
    const elements = store.parts(args[0] ?? NOTHING, null)
    giveList(store, call, method === 'Set' ? elements : store.parts(elements, '1'))
  } else if (method === 'bind') {
    store.add(call, functionsOf(receiver))
  } else if (
    isDeclaredBy(checker, ts.isPropertyAccessExpression(callee) ? callee.expression : callee, isLibrary)
  ) {
    followLibraryCall(call, args, context)
  } else if (isListMethod(method) || [...receiver].some(isContainer)) {
    const runCallback = (target: ts.FunctionLikeDeclaration, given: readonly Values[]) =>
      run(target, given, context)
    followListCall(store, { node: call, method, list: receiver, args, run: runCallback })
  } else if (!receiver.has(TENSOR) && !isModuleCall(call, method) && isUntyped(checker, callee)) {
    loseGiven(call, args, context, 'is called with a tensor, and which function it is cannot be told')
  }
}

/** `layer.call(x)`, whose effect on tensors is known; `f.call(null, x)` runs any function. */
function isModuleCall(call: Call, method: string): boolean {
  const receiver = call.arguments?.[0]?.getText() ?? ''
  return MODULE_CALLS.test(method) && !/^(null|undefined|this)$/.test(receiver)
}

/** Functions of JavaScript that pass tensors on; a callback of another library may be given any tensor. */
function followLibraryCall(call: Call, args: readonly Values[], context: CallContext): void {
  const { store, checker } = context
  const [first = NOTHING, ...others] = args
  const elements = store.parts(first, null)
  const callbacks = args.flatMap(functionsOf)
  const name = call.expression.getText()
  if (name === 'Array.from') {
    const mapped = callbacks.flatMap((target) => [...run(target, [elements], context)])
    giveList(store, call, callbacks.length > 0 ? mapped : elements)
  } else if (name === 'Object.values' || name === 'Promise.all') giveList(store, call, elements)
  else if (name === 'Array.of') for (const values of args) giveList(store, call, values)
  else if (name === 'Object.entries') giveEntries(store, call, elements)
  else if (name === 'Object.assign') {
    const rest = others.flatMap((values) => [...store.parts(values, null)])
    for (const value of first) if (isContainer(value)) store.put(value, null, rest)
    store.add(call, first)
  } else {
    const isOpen = callbacks.some(({ parameters }) =>
      parameters.some((node) => isUntyped(checker, node.name)),
    )
    if (isOpen) loseGiven(call, args, context, 'is given a tensor and a callback that it may hand it to')
    for (const target of callbacks) if (target.body) store.add(call, store.of(target.body))
  }
}

function loseGiven(call: Call, args: readonly Values[], { store, lose }: CallContext, how: string): void {
  if (args.some((values) => store.holdTensor(values))) lose(call, `\`${call.expression.getText()}\` ${how}`)
}

/** What a call without a type gives because it is made on a tensor, or given one. */
function givenTensors(
  call: ts.CallExpression,
  args: readonly Values[],
  { checker, store }: CallContext,
): readonly Value[] {
  const name = calledName(call)
  const { expression: callee } = call
  if (name === null || VALUE_READERS.has(name) || !isUntyped(checker, call)) return []
  const isMethod = ts.isPropertyAccessExpression(callee) && store.of(callee.expression).has(TENSOR)
  const isGiven = args.some((values) => store.holdTensor(values))
  const isOp = isMethod ? !callsBack(name) : isGiven && isDeclaredByTfjs(checker, callee)
  if (isOp) return [SEVERAL_RESULTS.test(name) ? resultsOf(call, store) : TENSOR]
  // A module may give a list or a record of tensors as well.
  return isGiven && MODULE_CALLS.test(name) ? [TENSOR, OTHER] : []
}

/** A list or record of tensors, whatever part of it is asked for. */
function resultsOf(call: ts.CallExpression, store: ValueStore): Value {
  const results = store.container(call)
  store.put(results, null, [TENSOR])
  return results
}

/** Declared by JavaScript or a package, or imported from one. */
const isLibrary = (node: ts.Node): boolean =>
  node.getSourceFile().isDeclarationFile ||
  /[/\\]node_modules[/\\]/.test(node.getSourceFile().fileName) ||
  /^[^./~]/.test(importedFrom(node) ?? '')

/** The last name of what is called. */
function calledName({ expression }: Call): string | null {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text
  if (ts.isElementAccessExpression(expression) && ts.isStringLiteralLike(expression.argumentExpression))
    return expression.argumentExpression.text
  return ts.isIdentifier(expression) ? expression.text : null
}
