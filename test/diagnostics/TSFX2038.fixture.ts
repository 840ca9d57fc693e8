import { Transformer } from '@tsfx/passes'

class Eager extends Transformer {
  now(): unknown {
    return this.call('relu', {})
  }
}

/** No node is visited, so the call has no place. */
export const trigger = (): unknown => new Eager().now()
