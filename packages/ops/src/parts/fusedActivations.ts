/**
 * @file `tf.fused.*` with an activation that the fused ops of a graph do not have: the op without it, then the activation. On the
 * CPU and WebAssembly backends of tfjs the fused kernel gives the same bits.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Decomposition } from '../decomposition.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { shownArgument } from '../shownArgument.ts'
import type { Tfjs } from '../tfjsBinding.ts'

interface Activation {
  readonly preluActivationWeights?: Tensor | null | undefined
  readonly leakyreluAlpha?: number | undefined
}

type Apply = (tf: Tfjs, y: Tensor, activation: Activation) => Tensor

const APPLY: ReadonlyMap<unknown, Apply> = new Map<string, Apply>([
  ['elu', (tf, y) => tf.elu(y)],
  ['sigmoid', (tf, y) => tf.sigmoid(y)],
  ['leakyrelu', (tf, y, { leakyreluAlpha }) => tf.leakyRelu(y, leakyreluAlpha)],
  ['prelu', (tf, y, { preluActivationWeights }) => tf.prelu(y, preluActivationWeights as Tensor)],
])

/** Says whether a call of `tf.fused.*` is captured in parts. */
export const hasPartedActivation = ([record]: readonly unknown[]): boolean =>
  APPLY.has((record as { readonly activation?: unknown } | null)?.activation)

/** The WebAssembly backend leaves activation and bias out of a fused product that has a batch or swaps axes. */
function expectPlainProduct(record: Readonly<Record<string, unknown>>): void {
  const ranks = [record.a, record.b].map((operand) => (operand as Tensor).shape.length)
  if (record.transposeA || record.transposeB || ranks.some((rank) => rank !== 2)) {
    const problem =
      'with this activation it takes two matrices as they are; apply bias and activation after tf.matMul'
    throw badInputs({ op: 'tf.fused.matMul', problem })
  }
}

function part(name: 'conv2d' | 'depthwiseConv2d' | 'matMul', into: string): Decomposition {
  return {
    from: [`tf.fused.${name}`],
    into: [into, 'elu', 'sigmoid', 'leakyRelu', 'prelu'],
    run(tf, [record]) {
      const { activation, preluActivationWeights, leakyreluAlpha, ...call } = record as Activation &
        Readonly<Record<string, unknown>>
      const apply = APPLY.get(activation)
      if (!apply) {
        const problem = `there is no activation ${shownArgument(activation)}`
        throw badInputs({ op: `tf.fused.${name}`, problem })
      }
      if (name === 'matMul') expectPlainProduct(call)
      // 'linear' tells a product without bias from one that is no layer.
      const layer = { ...call, activation: 'linear' }
      const y = (tf.fused[name] as (record: unknown) => Tensor)(layer)
      return apply(tf, y, { preluActivationWeights, leakyreluAlpha })
    },
  }
}

export const fusedActivations: readonly Decomposition[] = [
  part('conv2d', 'conv2d'),
  part('depthwiseConv2d', 'depthwiseConv2d'),
  part('matMul', 'linear'),
]
