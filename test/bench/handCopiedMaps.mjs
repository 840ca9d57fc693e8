/**
 * @file What a careful person writes without a transaction, to compare one with: a copy of the Map, frozen records, a
 * users index kept by hand; no patches, no names made unique, no sources, no checks.
 */
import { FxNode, Ref } from '@tsfx/ir'

/** A users index of the kind that has to be built where none is kept. */
export function usersOf(graph) {
  const users = new Map(graph.nodes.map((node) => [node.id, new Set()]))
  for (const node of graph.nodes)
    for (const arg of Object.values(node.args)) if (arg instanceof Ref) users.get(arg.node).add(node.id)
  return users
}

const maps = new WeakMap()

/** The slots as whoever edits by hand would keep them: made once, as it is not what is measured. */
function mapOf({ state }) {
  if (!maps.has(state)) maps.set(state, new Map(state.slots))
  return maps.get(state)
}

const refs = (node) => Object.values(node.args).filter((arg) => arg instanceof Ref)
const renamed = (args, from, to) =>
  Object.fromEntries(
    Object.entries(args).map(([key, arg]) => [
      key,
      arg instanceof Ref && arg.node === from ? new Ref(to) : arg,
    ]),
  )

/** Puts a relu6 in the place of each of `picks`. `users` is taken over. */
export function editByHand(graph, picks, users) {
  const slots = new Map(mapOf(graph))
  let nextId = graph.state.nextId
  const change = (id, fields) => slots.set(id, Object.freeze({ ...slots.get(id), ...fields }))
  for (const id of picks) {
    const { node: old, prev, next } = slots.get(id)
    const made = new FxNode(nextId++, { ...old, target: 'relu6', name: `${old.name}_new` })
    slots.set(made.id, Object.freeze({ node: made, prev, next }))
    change(prev, { next: made.id })
    change(next, { prev: made.id })
    users.set(made.id, new Set())
    for (const ref of refs(old)) users.get(ref.node).delete(id)
    for (const ref of refs(made)) users.get(ref.node).add(made.id)
    for (const user of users.get(id)) {
      const { node } = slots.get(user)
      change(user, { node: node.with({ args: renamed(node.args, id, made.id) }) })
      users.get(made.id).add(user)
    }
    slots.delete(id)
    users.delete(id)
  }
  return { slots, nextId }
}
