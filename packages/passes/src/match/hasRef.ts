import { type Arg, eachRef } from '@tsfx/ir'

/** Says whether an argument is a value of the graph, or has one inside. */
export function hasRef(arg: Arg): boolean {
  let found = false
  eachRef(arg, () => {
    found = true
  })
  return found
}
