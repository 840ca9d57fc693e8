/**
 * @file Whether the calls of a functional model can be made one after another. tfjs-layers tries those that are left again and again, so a cycle,
 * or the name of a call that is never made, would keep it busy for ever.
 */
import { brokenTopology } from '../diagnostics.generated.ts'
import type { TopologyLayer } from './eachLayer.ts'

interface Call {
  readonly layer: TopologyLayer
  readonly inputs: readonly (readonly [name: string, call: number, tensor: number])[]
}

/**
 * Looks through the layers of one model, whose nodes have the form of Keras 2.
 * @throws TSFX5013
 */
export function checkCallOrder(layers: readonly TopologyLayer[]): void {
  // An input layer and an inner model have been called once when they are made.
  const made = new Map(layers.map((layer) => [layer.name, startsCalled(layer) ? 1 : 0]))
  let left: readonly Call[] = layers.flatMap((layer) =>
    layer.nodes.map((inputs) => ({ layer, inputs: inputs as Call['inputs'] })),
  )
  while (left.length > 0) {
    const waiting = left.filter(({ layer, inputs }) => {
      const isReady = inputs.every(([name, call]) => call < (made.get(name) ?? 0))
      if (isReady) made.set(layer.name, (made.get(layer.name) ?? 0) + 1)
      return !isReady
    })
    const [stuck] = waiting
    if (stuck && waiting.length === left.length) {
      const [name] = stuck.inputs.find(
        ([input, call]) => call >= (made.get(input) ?? 0),
      ) as Call['inputs'][number]
      const problem = `waits for a call of ${name} that is never made`
      throw brokenTopology({ layer: stuck.layer.path, problem }, { node: stuck.layer.path })
    }
    left = waiting
  }
}

const startsCalled = ({ className, config }: TopologyLayer): boolean =>
  className === 'InputLayer' || Array.isArray(config.layers)
