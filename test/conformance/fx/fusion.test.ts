/**
 * @file Convolution and batch norm become one layer: right, or declined with a reason, also where torch.fx goes wrong
 * (pytorch#104593: one module used twice, one parameter used twice, a convolution whose value has two users).
 */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { BatchNorm2d, Conv2d, GlobalAvgPool2d, Linear, Module, manualSeed } from '@tsfx/nn'
import {
  batchNormFolded,
  type CallArgs,
  eliminateDeadCode,
  floatPasses,
  foldBatchNorm,
  fuse,
  type Graph,
  inferTypes,
  interpret,
  opCatalog,
  runPasses,
  sourcePlaces,
  trace,
  verify,
} from 'tsfx'
import { beforeEach, describe, expect, it } from 'vitest'
import { opsOf, sketch } from './graphs.fixture.ts'

beforeEach(() => manualSeed(7))

/** A norm with statistics that are not those of a new layer. */
function norm(channels: number): BatchNorm2d {
  const layer = new BatchNorm2d({ channels })
  const ramp = (from: number, step: number) =>
    tf.tensor1d(Array.from({ length: channels }, (_, i) => from + step * i))
  layer.mean.assign(ramp(0.2, 0.1))
  layer.variance.assign(ramp(0.5, 0.3))
  layer.gamma.assign(ramp(1.5, -0.4))
  layer.beta.assign(ramp(-0.1, 0.2))
  return layer.eval()
}

const conv = (inChannels: number, outChannels: number, more: object = {}): Conv2d =>
  new Conv2d({ inChannels, outChannels, kernelSize: 3, pad: 'same', bias: false, ...more })

class Residual extends Module {
  first: Conv2d
  firstNorm: BatchNorm2d
  second: Conv2d
  secondNorm: BatchNorm2d

  constructor(channels: number) {
    super()
    this.first = conv(channels, channels)
    this.firstNorm = norm(channels)
    this.second = conv(channels, channels)
    this.secondNorm = norm(channels)
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const inner = tf.relu(this.firstNorm.forward(this.first.forward(x)))
    return tf.relu(tf.add(x, this.secondNorm.forward(this.second.forward(inner))))
  }
}

/** A small residual network as in model zoos: a stem, two blocks, a head. */
class ResidualNet extends Module {
  stem = conv(2, 4, { bias: true })
  stemNorm = norm(4)
  first = new Residual(4)
  second = new Residual(4)
  pool = new GlobalAvgPool2d()
  head = new Linear({ inFeatures: 4, outFeatures: 3 })

  override forward(image: tf.Tensor4D): tf.Tensor {
    const stem = tf.relu6(this.stemNorm.forward(this.stem.forward(image)))
    const x = this.second.forward(this.first.forward(stem))
    return this.head.forward(this.pool.forward(x) as tf.Tensor2D)
  }
}

const IMAGE = [2, 6, 6, 2] as const
const image = (): tf.Tensor4D => tf.randomNormal([...IMAGE], 0, 1, 'float32', 3)
const traced = (forward: unknown): Graph => trace(forward, { image: [...IMAGE] }, { lookup: null })
const folded = (graph: Graph): Graph => runPasses(graph, [inferTypes, foldBatchNorm, eliminateDeadCode]).graph
const norms = (graph: Graph): number => graph.nodesOf('batchNorm').length

/** All numbers of what a graph computes on one image. */
const numbers = (graph: Graph): readonly number[] =>
  [interpret(graph, { image: image() }, { tf }) as tf.Tensor | readonly tf.Tensor[]]
    .flat()
    .flatMap((tensor) => [...(tensor as tf.Tensor).dataSync()])

/** The largest difference, relative to the largest number. */
function distance(a: readonly number[], b: readonly number[]): number {
  expect(b).toHaveLength(a.length)
  const size = a.reduce((max, each) => Math.max(max, Math.abs(each)), 0)
  expect(size).toBeGreaterThan(0.01)
  return a.reduce((max, each, i) => Math.max(max, Math.abs(each - b[i]!)), 0) / size
}

/** Folds, checks that numbers stay and that the graph is sound, and gives what was made. */
function checked(before: Graph): Graph {
  const after = folded(before)
  verify(after, opCatalog)
  expect(distance(numbers(before), numbers(after))).toBeLessThan(1e-5)
  expect(batchNormFolded.violation(after, { liveVariables: 'snapshot' })).toBeNull()
  return after
}

describe('folding a residual network', () => {
  it('leaves no batch norm and the same numbers', () => {
    const before = traced(new ResidualNet())
    expect([norms(before), norms(checked(before))]).toEqual([5, 0])
  })

  it('leaves one layer for convolution, norm and activation when all float passes run', () => {
    const before = traced(new ResidualNet())
    const after = fuse(before)
    expect(opsOf(after)).toEqual([
      'conv2d',
      'conv2d',
      'conv2d',
      'add',
      'relu',
      'conv2d',
      'conv2d',
      'add',
      'relu',
      'mean',
      'linear',
    ])
    expect(distance(numbers(before), numbers(after))).toBeLessThan(1e-5)
  })

  it('leaves the parameters of the network that was traced as they were', () => {
    const before = traced(new ResidualNet())
    const digests = [...before.params].map(([path, { digest }]) => `${path} ${digest}`)
    const expected = numbers(before)
    folded(before)
    expect([...before.params].map(([path, { digest }]) => `${path} ${digest}`)).toEqual(digests)
    expect(numbers(before)).toEqual(expected)
  })

  it('leads each layer back to the lines of convolution and norm', () => {
    const before = trace(new ResidualNet(), { image: [...IMAGE] })
    const layer = folded(before).nodesOf('conv2d')[0]!
    expect(layer.meta.from?.map(({ target }) => target).sort()).toEqual(['batchNorm', 'conv2d'])
    expect(sourcePlaces(layer).length).toBeGreaterThan(0)
  })

  it('is done once: a second run changes nothing', () => {
    const after = folded(traced(new ResidualNet()))
    expect(folded(after)).toBe(after)
  })

  it('takes part in a list of passes, with a numeric check after each', () => {
    const before = traced(new ResidualNet())
    const check = { inputs: { image: image() }, tolerance: 1e-5 }
    expect(() => runPasses(before, floatPasses, { check })).not.toThrow()
  })
})

describe('one module used twice', () => {
  class Twice extends Module {
    conv = conv(2, 2)
    norm = norm(2)
    override forward(x: tf.Tensor4D): tf.Tensor4D {
      const once = this.norm.forward(this.conv.forward(x))
      return this.norm.forward(this.conv.forward(tf.relu(once)))
    }
  }

  it('folds at both places to the same numbers', () => {
    expect(norms(checked(traced(new Twice())))).toBe(0)
  })

  it('with a norm behind one of its calls folds that one, and the other keeps its weight', () => {
    class Half extends Module {
      conv = conv(2, 2)
      norm = norm(2)
      override forward(x: tf.Tensor4D): tf.Tensor4D {
        return this.conv.forward(tf.relu(this.norm.forward(this.conv.forward(x))))
      }
    }
    const before = traced(new Half())
    const after = checked(before)
    expect(after.params.get('conv.weight')?.digest).toBe(before.params.get('conv.weight')?.digest)
  })

  it('of which the norm follows two convolutions folds into both', () => {
    class SharedNorm extends Module {
      first = conv(2, 2)
      second = conv(2, 2)
      norm = norm(2)
      override forward(x: tf.Tensor4D): tf.Tensor4D {
        return tf.add(this.norm.forward(this.first.forward(x)), this.norm.forward(this.second.forward(x)))
      }
    }
    expect(norms(checked(traced(new SharedNorm())))).toBe(0)
  })
})

describe('one parameter used twice', () => {
  const shared = (other: 'norm' | 'bare') => {
    const filter = tf.randomNormal([3, 3, 2, 2], 0, 1, 'float32', 5) as tf.Tensor4D
    const [first, second] = [norm(2), norm(2)]
    return traced((image: tf.Tensor4D) => {
      const a = first.forward(tf.conv2d(image, filter, 1, 'same'))
      const b = tf.conv2d(image, filter, 1, 'same')
      return [a, other === 'norm' ? second.forward(b) : b]
    })
  }

  it('by two convolutions of which one has a norm: the other keeps it as it was', () => {
    const before = shared('bare')
    const after = checked(before)
    const [path] = [...before.params.keys()].filter((each) => before.params.get(each)!.shape.length === 4)
    expect(after.params.get(path!)).toBe(before.params.get(path!))
    expect(norms(after)).toBe(0)
  })

  it('by two convolutions with a norm each: each has weights of its own afterwards', () => {
    const after = checked(shared('norm'))
    const filters = after.nodesOf('conv2d').map((node) => after.inputsOf(node.id)[1]!.target)
    expect(new Set(filters).size).toBe(2)
    expect(norms(after)).toBe(0)
  })
})

describe('a parameter of an opaque module that is read outside of it as well', () => {
  class Head extends Module {
    weight = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3])
    override forward(x: tf.Tensor2D): tf.Tensor2D {
      return tf.matMul(x, this.weight)
    }
  }
  class Tied extends Module {
    head = new Head()
    mean = tf.tensor1d([0.1, 0.2, 0.3])
    variance = tf.tensor1d([3, 2, 1])
    override forward(x: tf.Tensor2D): tf.Tensor2D {
      const normed = tf.batchNorm(tf.matMul(x, this.head.weight), this.mean, this.variance)
      return tf.add(normed, this.head.forward(x))
    }
  }
  const x = tf.tensor2d([1, -2, 3, 4], [2, 2])
  const before = trace(new Tied(), { x: [null, 2] }, { isLeaf: (_, path) => path === 'head', lookup: null })

  /** Runs `head` on the weight that the graph has at its path, as a runtime does that loads the weights by path. */
  const run = (graph: Graph): readonly number[] => {
    const callModule = (path: string, args: CallArgs) => {
      const weight = tf.tensor(graph.store.read(graph.params.get(`${path}.weight`)!), [2, 3])
      return tf.matMul(Object.values(args)[0] as tf.Tensor2D, weight as tf.Tensor2D)
    }
    return [...(interpret(graph, { x }, { tf, callModule }) as tf.Tensor).dataSync()]
  }

  it('keeps its bytes and its path; what is folded has a path outside of the module', () => {
    const after = fuse(before)
    expect(norms(after)).toBe(0)
    expect(after.params.get('head.weight')).toBe(before.params.get('head.weight'))
    expect([...after.params.keys()].filter((path) => path.startsWith('head.'))).toEqual(['head.weight'])
    expect(after.params.has('head_weight_folded')).toBe(true)
    expect(distance(run(before), run(after))).toBeLessThan(1e-5)
  })
})

describe('a convolution whose value has two users', () => {
  it('is declined, and the other user is named', () => {
    const [layer, after] = [conv(2, 2), norm(2)]
    const before = traced((image: tf.Tensor4D) => {
      const features = layer.forward(image)
      return tf.add(after.forward(features), features)
    })
    const { graph, records } = runPasses(before, [inferTypes, foldBatchNorm])
    expect(graph).toBe(before)
    expect(records.at(-1)!.nearMisses.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/its value is also used by add/),
    ])
  })

  it('is declined when the other user is the output', () => {
    const [layer, after] = [conv(2, 2), norm(2)]
    const before = traced((image: tf.Tensor4D) => {
      const features = layer.forward(image)
      return [after.forward(features), features]
    })
    const { graph, records } = runPasses(before, [inferTypes, foldBatchNorm])
    expect(graph).toBe(before)
    expect(records.at(-1)!.nearMisses[0]!.reason).toMatch(/its value is also used by the output/)
  })
})

describe('what cannot be folded', () => {
  it('is a norm behind an activation', () => {
    const [layer, after] = [conv(2, 2), norm(2)]
    const before = traced((image: tf.Tensor4D) => after.forward(tf.relu(layer.forward(image))))
    expect(folded(before)).toBe(before)
  })

  it('is a norm that stands alone', () => {
    const after = norm(2)
    const before = traced((image: tf.Tensor4D) => after.forward(image))
    expect(folded(before)).toBe(before)
  })

  it('is a norm whose statistics go on being trained: declined, with the reason', () => {
    const before = traced(new ResidualNet())
    const { graph, records } = runPasses(before, [inferTypes, foldBatchNorm], { liveVariables: 'decline' })
    expect(norms(graph)).toBe(5)
    expect(records.at(-1)!.nearMisses).toHaveLength(5)
    expect(records.at(-1)!.nearMisses[0]!.reason).toMatch(/cannot be read/)
  })

  it('is a norm whose statistics are computed from the batch', () => {
    const layer = conv(2, 2)
    const before = traced((image: tf.Tensor4D) => {
      const y = layer.forward(image)
      const mean = tf.mean<tf.Tensor1D>(y, [0, 1, 2])
      return tf.batchNorm(y, mean, tf.exp(mean))
    })
    expect(norms(folded(before))).toBe(1)
  })

  it('is a variance of which the weights would be infinite', () => {
    const before = sketch((g) => {
      const x = g.input('image', [...IMAGE])
      const filter = g.param(
        'w',
        Array.from({ length: 36 }, (_, i) => i / 36),
        [3, 3, 2, 2],
      )
      const y = g.op('conv2d', { x, filter, pad: 'same' })
      const statistics = { mean: g.param('mean', [0, 0]), variance: g.param('variance', [0, 0]) }
      return g.op('batchNorm', { x: y, ...statistics, varianceEpsilon: 0 })
    })
    const { graph, records } = runPasses(before, [inferTypes, foldBatchNorm])
    expect(graph).toBe(before)
    expect(records.at(-1)!.nearMisses[0]!.reason).toMatch(/the folded weights would not be finite/)
  })
})
