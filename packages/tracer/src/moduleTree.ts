/**
 * @file What a model is made of: submodules and parameters with their paths, found by walking own enumerable fields,
 * arrays and Maps. Modules of `@tsfx/nn` and plain classes are walked alike; each thing keeps its first path.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { isTensor, type Tfjs } from '@tsfx/ops'
import { isKerasLayer, kerasFields } from './kerasFields.ts'
import { isSymbolic } from './symbolicTensor.ts'

export interface ModuleTree {
  /** Objects below the root that can be called, by path; outer before inner. */
  readonly modules: ReadonlyMap<object, string>
  /** Every object walked, the root included. */
  readonly objects: ReadonlySet<object>
  readonly tensors: ReadonlyMap<Tensor, string>
  /** Traced tensors, which forward stored. */
  readonly traced: ReadonlyMap<Tensor, string>
}

/** The methods by which modules are called: `forward`, and those of Keras layers. */
export const CALL_METHODS = ['forward', 'call', 'apply'] as const

/** Walks `root`; a function has no tree. */
export function moduleTree(root: unknown): ModuleTree {
  const modules = new Map<object, string>()
  const objects = new Set<object>()
  const tensors = new Map<Tensor, string>()
  const traced = new Map<Tensor, string>()
  // A field called `a.b` may have the path of `b` in `a`.
  const paths = new Set<string>()
  const freePath = (path: string): string => {
    let free = path
    for (let i = 1; paths.has(free); i++) free = `${path}_${i}`
    paths.add(free)
    return free
  }
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    if (isTensor(value)) {
      const found = isSymbolic(value) ? traced : tensors
      if (!found.has(value)) found.set(value, found === tensors ? freePath(path) : path)
      return
    }
    if (objects.has(value) || ArrayBuffer.isView(value) || isTfjs(value)) return
    objects.add(value)
    if (path !== '' && CALL_METHODS.some((method) => method in value)) modules.set(value, path)
    for (const [key, item] of fieldsOf(value)) visit(item, path ? `${path}.${key}` : key)
  }
  visit(root, '')
  return { modules, objects, tensors, traced }
}

/** A model that keeps `tf` in a field is not made of tfjs. */
const isTfjs = (value: object): boolean => 'engine' in value && 'tidy' in value

function fieldsOf(value: object): readonly (readonly [string, unknown])[] {
  // A list of numbers may be long.
  if (Array.isArray(value))
    return value.flatMap((item, i) => (typeof item === 'object' ? [[String(i), item]] : []))
  if (isKerasLayer(value)) return kerasFields(value)
  if (value instanceof Set) return [...value].map((item, i) => [String(i), item])
  if (value instanceof Map) return [...value].map(([key, item]) => [String(key), item])
  // A module of @tsfx/nn, recognised by shape, names its own fields: containers leave out the list that holds their items.
  if ('fields' in value && 'namedModules' in value && typeof value.fields === 'function') {
    return [...(value.fields() as Iterable<[string | number, unknown]>)].map(([key, item]) => [
      String(key),
      item,
    ])
  }
  return dataFields(value)
}

/** Own enumerable fields without accessors: what a getter makes is no part of the model, and to ask it would run the user's code. */
const dataFields = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([key, field]) =>
    field.enumerable && 'value' in field ? [[key, field.value] as const] : [],
  )

/** Saves tensors that forward stored on the model since `before` from the surrounding `tidy`: they belong to the model. */
export function keepNewTensors(tf: Tfjs, model: unknown, before: ModuleTree): void {
  for (const tensor of moduleTree(model).tensors.keys()) if (!before.tensors.has(tensor)) tf.keep(tensor)
}
