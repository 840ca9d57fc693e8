/** @file What a method is called: after the class of its module, or after what it computes; variants of a class after what sets them apart. */
import { type Graph, legalIdentifier, moduleClass } from '@tsfx/ir'
import { opName } from '../resultName.ts'
import type { Method } from './plan.ts'
import { below } from './region.ts'

/** Containers of @tsfx/nn and of JavaScript: they say nothing of what they hold. */
const CONTAINERS = new Set(['Sequential', 'ModuleList', 'ModuleDict', 'Module', 'Object', 'Array'])
/** More ops than a name can list. */
const MAX_OPS = 3

/** Names of the methods in upper camel case, as wanted; a variant's tells what it has more or less than the most common one. */
export function methodTitles(methods: readonly Method[], graph: Graph): ReadonlyMap<Method, string> {
  const byBase = new Map<string, Method[]>()
  for (const method of methods) {
    const base = baseTitle(method, graph)
    byBase.set(base, [...(byBase.get(base) ?? []), method])
  }
  const titles = new Map<Method, string>()
  for (const [base, variants] of byBase) {
    const plain = variants.reduce((most, method) =>
      method.instances.length > most.instances.length ? method : most,
    )
    for (const method of variants)
      titles.set(method, method === plain ? base : base + difference(method, plain))
  }
  return titles
}

/** The class that the user wrote, or null for a container and for what has no class. */
export const userClass = ({ instances }: Method, graph: Graph): string | null =>
  classOf(instances[0]!.path, graph)

/** The class of the module at `path`, or null for a container and for what has no class. */
export function classOf(path: string, graph: Graph): string | null {
  const name = moduleClass(graph.meta, path)
  return name === null || CONTAINERS.has(name) ? null : name
}

export const isContainer = (path: string, graph: Graph): boolean =>
  CONTAINERS.has(moduleClass(graph.meta, path) ?? '')

function baseTitle(method: Method, graph: Graph): string {
  const name = userClass(method, graph)
  if (name !== null) return capital(legalIdentifier(name))
  const ops = distinctOps(method)
  if (ops.length <= MAX_OPS) return ops.map(capital).join('')
  const segments = method.instances[0]!.path.split('.')
  return capital(legalIdentifier(segments.findLast((segment) => !/^\d+$/.test(segment)) ?? 'part'))
}

/** `WithShortcut`, `WithoutAdd`: the first module, else the first op, that one has and the other has not. */
function difference(method: Method, plain: Method): string {
  for (const partsOf of [childModules, distinctOps]) {
    const [own, others] = [partsOf(method), partsOf(plain)]
    const more = own.find((part) => !others.includes(part))
    if (more !== undefined) return `With${capital(legalIdentifier(more))}`
    const less = others.find((part) => !own.includes(part))
    if (less !== undefined) return `Without${capital(legalIdentifier(less))}`
  }
  return ''
}

/** `conv` for a `Conv2d` or `DepthwiseConv2d`, `norm` for a `BatchNorm2d`; null where the class is not known. */
export function layerName(path: string, graph: Graph): string | null {
  const name = classOf(path, graph) ?? ''
  return /[A-Z]+[a-z]*(?=\d*d?$)/.exec(name)?.[0].toLowerCase() ?? null
}

const childModules = ({ instances }: Method): readonly string[] => {
  const { path, statements } = instances[0]!
  const children = statements.map(({ node }) => below(node.scope, path).split('.')[0] as string)
  return [...new Set(children)].filter((child) => child !== '' && !/^\d+$/.test(child))
}

const distinctOps = ({ instances }: Method): readonly string[] => [
  ...new Set(instances[0]!.statements.map(({ node }) => opName(node))),
]

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
