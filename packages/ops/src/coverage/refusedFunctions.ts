/** @file Functions of tfjs that a graph cannot hold, each with the reason and what to do instead. */

export interface Refusal {
  /** `random`: it draws another value at each call; `page`: it takes what a page shows, and no tensor; `values`: it needs values. */
  readonly kind: 'random' | 'page' | 'values'
  /** It answers with a promise. */
  readonly isAsync: boolean
  /** Why no graph has it, as a clause: `the size of its result depends on values`. */
  readonly reason: string
  /** What to do instead, as a clause: `call it outside forward`. */
  readonly remedy: string
}

interface Reason extends Omit<Refusal, 'kind' | 'isAsync'> {
  readonly kind?: Refusal['kind']
}

/** tfjs names what answers with a promise so, but for some. */
const ASYNC = /Async$|^tf\.browser\.toPixels$|^Tensor\.(data|array|buffer|bytes)$/

const refuse = (reason: Reason, names: string): readonly (readonly [string, Refusal])[] =>
  names.split(/\s+/).map((name) => [name, { kind: 'values', ...reason, isAsync: ASYNC.test(name) }] as const)

const VALUES_SET_SIZE = 'the size of its result depends on values, and a graph knows sizes alone'
const AWAITS = 'it waits for values, and a trace has none'
const OUTSIDE = 'call it outside forward, on an input or on the result'

const table: readonly (readonly [string, Refusal])[] = [
  ...refuse({ reason: VALUES_SET_SIZE, remedy: OUTSIDE }, 'tf.unique Tensor.unique'),
  ...refuse(
    {
      reason: VALUES_SET_SIZE,
      remedy: 'use tf.image.nonMaxSuppressionPadded, whose result has always maxOutputSize entries',
    },
    `tf.image.nonMaxSuppression tf.image.nonMaxSuppressionWithScore tf.image.nonMaxSuppressionAsync
     tf.image.nonMaxSuppressionWithScoreAsync`,
  ),
  ...refuse(
    { reason: AWAITS, remedy: 'use tf.image.nonMaxSuppressionPadded, which does not wait' },
    'tf.image.nonMaxSuppressionPaddedAsync',
  ),
  ...refuse(
    {
      reason: VALUES_SET_SIZE,
      remedy: 'use tf.where(condition, a, b), which keeps every value in its place',
    },
    'tf.whereAsync tf.booleanMaskAsync',
  ),
  ...refuse({ reason: VALUES_SET_SIZE, remedy: OUTSIDE }, 'tf.setdiff1dAsync'),
  ...refuse(
    { reason: AWAITS, remedy: 'use tf.topk and tf.equal, or count outside forward' },
    'tf.inTopKAsync',
  ),
  ...refuse(
    { reason: VALUES_SET_SIZE, remedy: 'use a dense tensor, or make the sparse one dense outside forward' },
    `tf.sparse.sparseFillEmptyRows tf.sparse.sparseReshape tf.sparse.sparseSegmentMean tf.sparse.sparseSegmentSum`,
  ),
  ...refuse(
    { reason: VALUES_SET_SIZE, remedy: 'fill the rows to one length outside forward' },
    'tf.raggedGather tf.raggedRange tf.raggedTensorToTensor',
  ),
  ...refuse(
    {
      reason: 'it computes with text, and a graph has numbers',
      remedy: 'turn text into numbers outside forward',
    },
    `tf.string.stringNGrams tf.string.stringSplit tf.string.stringToHashBucketFast tf.string.staticRegexReplace`,
  ),
  ...refuse(
    {
      kind: 'random',
      reason: 'it gives other values at each call, and the constant of a graph has one',
      remedy: 'draw the values outside forward and give them as an input',
    },
    `tf.rand tf.randomGamma tf.randomNormal tf.randomStandardNormal tf.randomUniform tf.randomUniformInt tf.truncatedNormal
     tf.multinomial`,
  ),
  ...refuse(
    {
      kind: 'page',
      reason: 'it reads pixels of a page, which change after the trace',
      remedy: 'call it outside forward and give its tensor as an input',
    },
    'tf.browser.fromPixels tf.browser.fromPixelsAsync',
  ),
  ...refuse(
    { reason: 'it draws values, and a trace has none', remedy: 'call it outside forward, on the result' },
    'tf.browser.toPixels tf.browser.draw',
  ),
  ...refuse(
    {
      reason: 'it reads values, and a trace has none',
      remedy: 'compute with tensors, and read the result outside forward',
    },
    `Tensor.data Tensor.dataSync Tensor.array Tensor.arraySync Tensor.buffer Tensor.bufferSync Tensor.bytes Tensor.dataToGPU
     Tensor.print tf.print`,
  ),
  ...refuse(
    {
      reason: 'a variable that holds a traced value would outlive the trace',
      remedy: 'make variables in the constructor, and return new values from forward',
    },
    'Tensor.variable',
  ),
]

/** Refusals by function: `tf.unique`, `Tensor.unique`. */
export const refusedFunctions: ReadonlyMap<string, Refusal> = new Map(table)

/** Why a call of `from` is refused, and what to do instead; null for a function that is not refused. */
export const refusalOf = (from: string): Refusal | null => refusedFunctions.get(from) ?? null
