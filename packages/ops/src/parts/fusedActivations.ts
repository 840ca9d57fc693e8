/**
 * @file `tf.fused.*` with an activation that the fused ops of a graph do not have: the op without it, then the activation. On the
 * CPU and WebAssembly backends of tfjs the fused kernel gives the same bits. One image is taken as a batch.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Composition } from '../composition.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { shownArgument } from '../shownArgument.ts'
import type { Tfjs } from '../tfjsBinding.ts'
import { asBatch, isImage } from './singleImages.ts'

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

/** Says whether a call of `tf.fused.*` is captured in parts: by its activation, or as that of one image. */
export function isParted([record]: readonly unknown[]): boolean {
  const { activation, x } = record as { readonly activation?: unknown; readonly x?: unknown }
  return APPLY.has(activation) || isImage(x)
}

/**
 * The WebAssembly backend of tfjs 4.22 adds a wrong bias to a fused product that has a batch or swaps axes: all rows but the first
 * get the bias's last value.
 */
function expectPlainProduct(record: Readonly<Record<string, unknown>>): void {
  const ranks = [record.a, record.b].map((operand) => (operand as Tensor).shape.length)
  if (record.transposeA || record.transposeB || ranks.some((rank) => rank !== 2)) {
    const problem =
      'with this activation it takes two matrices as they are; apply bias and activation after tf.matMul'
    throw badInputs({ op: 'tf.fused.matMul', problem })
  }
}

type FusedName = 'conv2d' | 'depthwiseConv2d' | 'matMul'
type Fields = Readonly<Record<string, unknown>>

const fused = (tf: Tfjs, name: FusedName, record: Fields): Tensor =>
  (tf.fused[name] as (record: unknown) => Tensor)(record)

function inParts(tf: Tfjs, name: FusedName, record: Activation & Fields): Tensor {
  if (isImage(record.x)) return asBatch(tf, record.x, (x) => fused(tf, name, { ...record, x }))
  const { activation, preluActivationWeights, leakyreluAlpha, ...call } = record
  const apply = APPLY.get(activation)
  if (!apply) {
    const problem = `there is no activation ${shownArgument(activation)}`
    throw badInputs({ op: `tf.fused.${name}`, problem })
  }
  if (name === 'matMul') expectPlainProduct(call)
  // 'linear' tells a product without bias from one that is no layer.
  const y = fused(tf, name, { ...call, activation: 'linear' })
  return apply(tf, y, { preluActivationWeights, leakyreluAlpha })
}

const part = (name: FusedName, into: readonly string[]): Composition => ({
  from: [`tf.fused.${name}`],
  into: [...into, 'elu', 'sigmoid', 'leakyRelu', 'prelu'],
  run: (tf, [record]) => inParts(tf, name, record as Activation & Fields),
})

export const fusedActivations: readonly Composition[] = [
  part('conv2d', ['reshape', 'conv2d']),
  part('depthwiseConv2d', ['reshape', 'depthwiseConv2d']),
  part('matMul', ['linear']),
]
