/** @file Arguments that are parameters, and changed parameters in their place. */
import { type Edit, type FxNode, type ParamHandle, type ParamStore, Ref } from '@tsfx/ir'
import { bytesParam } from '@tsfx/ops'
import { isSoleUser, producer, type UseView } from './isSoleUser.ts'
import type { LiveVariables } from './manager/fact.ts'
import { opaqueOwner, unownedPath } from './opaqueOwner.ts'

/** Where parameters are found: a `Graph`, or an `Edit`. */
export interface ParamView extends UseView {
  readonly params: ReadonlyMap<string, ParamHandle>
}

/** The parameter behind an argument, or null when the argument is something else or left out. */
export function parameterArgument(view: ParamView, user: FxNode, argument: string): ParamHandle | null {
  const node = producer(view, user, argument)
  return node?.kind === 'get_attr' ? (view.params.get(node.target) ?? null) : null
}

/** A float parameter's present values, or null when it holds something else or may not be read. */
export function readFloats(
  store: ParamStore,
  handle: ParamHandle | null,
  liveVariables: LiveVariables,
): Float32Array | null {
  if (handle?.dtype !== 'float32' || (handle.kind === 'variable' && liveVariables === 'decline')) return null
  const data = store.read(handle)
  return data instanceof Float32Array ? data : null
}

export interface ChangedParameter {
  readonly data: Float32Array
  readonly shape: readonly number[]
  /** Path of the parameter when the argument was left out so far. */
  readonly path: string
}

/**
 * Makes a parameter of changed values and returns the argument that reads it. It keeps the old parameter's path when
 * `user` was the only reader and no opaque module owns it; otherwise the old one stays as it is for the others, and the new one
 * is `path_folded` (torch.fx edits it under the others' feet: pytorch#104593).
 */
export function changeParameter(
  edit: Edit,
  user: FxNode,
  argument: string,
  { data, shape, path }: ChangedParameter,
): Ref {
  const value = bytesParam(data, 'float32', shape)
  const reader = producer(edit, user, argument)
  if (reader && isOnlyReader(edit, reader, user)) {
    edit.setParam(reader.target, value)
    return new Ref(reader.id)
  }
  const free = unownedPath(edit, reader ? `${reader.target}_folded` : path)
  edit.setParam(free, value)
  return new Ref(edit.getAttrBefore(user.id, free, { scope: user.scope, loc: reader?.loc ?? user.loc }).id)
}

const isOnlyReader = (edit: Edit, reader: FxNode, user: FxNode): boolean =>
  isSoleUser(edit, reader, user) &&
  edit.readersOf(reader.target).length === 1 &&
  opaqueOwner(edit.base, reader.target) === null
