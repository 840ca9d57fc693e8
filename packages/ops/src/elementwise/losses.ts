/**
 * @file Losses, in one table. Each is reduced as `tf.Reduction` says: 0 not at all, 1 to the mean, 2 to the sum, 3 to the
 * sum over the number of weights that are not 0.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type Args, type Dim, equalDims, printShape, type TensorType, tensorType } from '@tsfx/ir'
import { type AttrSpec, integerAttr, numberAttr } from '../attr.ts'
import { broadcastShape } from '../broadcastShape.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectAxis, expectDtype, expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

type LossName = Exclude<keyof typeof import('@tensorflow/tfjs-core').losses, 'computeWeightedLoss'>
type LossFunction = (...args: readonly unknown[]) => Tensor

interface Loss {
  readonly name: LossName
  readonly summary: string
  /** Attributes before the reduction; `weights` stands where tfjs has it. */
  readonly order: readonly string[]
  readonly attrs?: Readonly<Record<string, AttrSpec<number>>>
  /** The shape of the losses before they are reduced; without more, that of the predictions. */
  readonly shape?: (predictions: TensorType, attrs: Args) => Dim[]
}

const BY_NONZERO_WEIGHTS = 3
const floatOnly = {
  kind: 'floatOnly',
  reason: 'a loss is computed in training, before quantization',
} as const
const smoothing = {
  labelSmoothing: numberAttr({
    doc: 'How far labels are moved towards the same share for each class, 0 to 1.',
    default: 0,
  }),
}

const table: readonly Loss[] = [
  {
    name: 'absoluteDifference',
    summary: '|labels - predictions|, reduced.',
    order: ['weights', 'reduction'],
  },
  {
    name: 'cosineDistance',
    summary: '1 - labels · predictions along an axis, reduced.',
    order: ['axis', 'weights', 'reduction'],
    attrs: { axis: integerAttr({ doc: 'Axis along which the vectors lie.' }) },
    shape: ({ shape }, { axis }) => shape.with(expectAxis('cosineDistance', axis as number, shape.length), 1),
  },
  {
    name: 'hingeLoss',
    summary: 'max(0, 1 - (2 * labels - 1) * predictions), reduced.',
    order: ['weights', 'reduction'],
  },
  {
    name: 'huberLoss',
    summary: 'Squared difference up to delta, linear beyond, reduced.',
    order: ['weights', 'delta', 'reduction'],
    attrs: { delta: numberAttr({ doc: 'Difference from which the loss is linear.', default: 1 }) },
  },
  {
    name: 'logLoss',
    summary: '-labels * log(predictions) - (1 - labels) * log(1 - predictions), reduced.',
    order: ['weights', 'epsilon', 'reduction'],
    attrs: { epsilon: numberAttr({ doc: 'Added inside the logarithms.', default: 1e-7 }) },
  },
  {
    name: 'meanSquaredError',
    summary: '(labels - predictions) ** 2, reduced.',
    order: ['weights', 'reduction'],
  },
  {
    name: 'sigmoidCrossEntropy',
    summary: 'Cross entropy of labels and sigmoid(predictions), reduced.',
    order: ['weights', 'labelSmoothing', 'reduction'],
    attrs: smoothing,
  },
  {
    name: 'softmaxCrossEntropy',
    summary: 'Cross entropy of labels and softmax(predictions) over the last axis, reduced.',
    order: ['weights', 'labelSmoothing', 'reduction'],
    attrs: smoothing,
    shape: ({ shape }) => shape.slice(0, -1),
  },
]

const reduction = integerAttr({
  doc: '0: each loss by itself; 1: their mean; 2: their sum; 3: their sum over the number of weights that are not 0.',
  default: BY_NONZERO_WEIGHTS,
})

const reducedType = (
  op: string,
  losses: readonly Dim[],
  weights: TensorType | null,
  kind: number,
): TensorType => {
  if (kind < 0 || kind > BY_NONZERO_WEIGHTS) throw badInputs({ op, problem: `there is no reduction ${kind}` })
  const weighted = weights ? broadcastShape(op, losses, weights.shape) : losses
  return tensorType('float32', kind === 0 ? weighted : [])
}

function lossOp({ name, summary, order, attrs = {}, shape = ({ shape }) => [...shape] }: Loss): Op {
  const required = order.filter((key) => key in attrs && attrs[key]!.default === undefined)
  const optional = order.filter((key) => !required.includes(key))
  const defaults: Readonly<Record<string, number | undefined>> = {
    reduction: BY_NONZERO_WEIGHTS,
    ...Object.fromEntries(Object.entries(attrs).map(([key, attr]) => [key, attr.default])),
  }
  const all = ['labels', 'predictions', ...order]
  return defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { labels: 'tensor', predictions: 'tensor', weights: 'optional' },
    attrs: { ...attrs, reduction },
    infer(args) {
      const { labels, predictions, weights, reduction: kind } = args
      expectDtype(name, ['float32', 'int32'], { labels })
      expectFloat(name, { predictions, weights })
      const same = labels.shape.length === predictions.shape.length
      if (!same || !labels.shape.every((dim, i) => equalDims(dim, predictions.shape[i]!))) {
        const problem = `labels ${printShape(labels.shape)} and predictions ${printShape(predictions.shape)} differ`
        throw badInputs({ op: name, problem })
      }
      return reducedType(name, shape(predictions, args as unknown as Args), weights, kind as number)
    },
    evaluate({ tf }, args) {
      const call = all.map((key) => (args as Readonly<Record<string, unknown>>)[key] ?? undefined)
      return (tf.losses[name] as LossFunction)(...call)
    },
    macs: 0,
    capture: [fromFunction(`losses.${name}`, all)],
    print(args) {
      const values = args as unknown as Args
      return printedCall(
        `tf.losses.${name}`,
        ['labels', 'predictions', ...required].map((key) => values[key]),
        optional.map((key) => [values[key], defaults[key] ?? null]),
      )
    },
    quant: floatOnly,
  })
}

const computeWeightedLoss = defineOp({
  name: 'computeWeightedLoss',
  summary: 'Losses, weighted and reduced.',
  domain: 'float',
  inputs: { losses: 'tensor', weights: 'optional' },
  attrs: { reduction },
  infer({ losses, weights, reduction: kind }) {
    expectFloat('computeWeightedLoss', { losses, weights })
    return reducedType('computeWeightedLoss', losses.shape, weights, kind)
  },
  evaluate: ({ tf }, { losses, weights, reduction: kind }) =>
    tf.losses.computeWeightedLoss(losses, weights ?? undefined, kind),
  macs: 0,
  capture: [fromFunction('losses.computeWeightedLoss', ['losses', 'weights', 'reduction'])],
  print: ({ losses, weights, reduction: kind }) =>
    printedCall(
      'tf.losses.computeWeightedLoss',
      [losses],
      [
        [weights, null],
        [kind, BY_NONZERO_WEIGHTS],
      ],
    ),
  quant: floatOnly,
})

export const losses: readonly Op[] = [...table.map(lossOp), computeWeightedLoss]
