import { type Dim, type NodeId, namedDim, printType, Ref, type TensorType, tensorType } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { captureCall, Operand } from '../captureCall.fixture.ts'
import { inferType } from '../inferType.fixture.ts'

const float = (...shape: readonly Dim[]): TensorType => tensorType('float32', shape)
const int = (...shape: readonly Dim[]): TensorType => tensorType('int32', shape)
const batch = namedDim('batch')
const time = namedDim('time')

describe('sizes that are known only when the graph runs', () => {
  it('make a shape, or a count', () => {
    const fill = { shape: [batch, 3], value: 0, dtype: 'int32' }
    expect(printType(inferType('fill', {}, fill))).toBe('int32[batch, 3]')
    expect(printType(inferType('range', {}, { start: 1, stop: time }))).toBe('float32[time - 1]')
    expect(printType(inferType('range', {}, { start: time, stop: batch }))).toBe('float32[batch - 1*time]')
    expect(printType(inferType('range', {}, { start: 7, stop: 2, step: -2 }))).toBe('float32[3]')
  })

  it('or are refused where they make none', () => {
    expect(() => inferType('fill', {}, { shape: [-1], value: 0 })).toThrow('cannot be negative')
    expect(() => inferType('range', {}, { start: 0, stop: time, step: 2 })).toThrow(
      'step must be 1 where time',
    )
    expect(() => inferType('range', {}, { start: 0, stop: 3, step: -1 })).toThrow(
      '-1 does not lead from 0 to 3',
    )
  })
})

describe('forms of calls that mean the same are captured as one', () => {
  const x = new Operand(new Ref(0 as NodeId), [2, 3, 4])
  const y = new Operand(new Ref(1 as NodeId), [2, 3, 4])
  const capture = (from: string, ...call: readonly unknown[]) => {
    const { op, args } = captureCall(from, call)!
    return { op, ...args }
  }

  it('slice by a number, by few entries, by name of its rank', () => {
    const whole = { op: 'slice', x: x.ref, begin: [1, 0, 0], size: [-1, -1, -1] }
    expect(capture('tf.slice', x, 1)).toEqual(whole)
    expect(capture('Tensor.slice', x, [1])).toEqual(whole)
    expect(capture('Tensor.slice', x, 1, 1)).toEqual({ ...whole, size: [1, -1, -1] })
    expect(capture('tf.slice3d', x, [1, 0, 0], [-1, -1, -1])).toEqual(whole)
  })

  it('transpose without a permutation, stridedSlice without strides, squeeze of no axes', () => {
    expect(capture('tf.transpose', x)).toEqual({ op: 'transpose', x: x.ref, perm: [2, 1, 0] })
    expect(capture('Tensor.transpose', x, undefined, false)).toMatchObject({ perm: [2, 1, 0] })
    expect(capture('tf.stridedSlice', x, [1, 0], [2, 3])).toMatchObject({ strides: [1, 1], endMask: 0 })
    expect(capture('tf.squeeze', x, [])).toMatchObject({ axis: null })
    expect(capture('tf.squeeze', x, 1)).toMatchObject({ axis: [1] })
  })

  it('stack and concat of a tensor with one other or a list', () => {
    const stacked = { op: 'stack', xs: [x.ref, y.ref], axis: 1 }
    expect(capture('tf.stack', [x, y], 1)).toEqual(stacked)
    expect(capture('Tensor.stack', x, y, 1)).toEqual(stacked)
    expect(capture('Tensor.stack', x, [y], 1)).toEqual(stacked)
  })

  it('reverse1d, resizing as a method, bounds', () => {
    expect(capture('tf.reverse1d', x)).toEqual({ op: 'reverse', x: x.ref, axis: [0] })
    expect(capture('Tensor.resizeBilinear', x, [4, 4], true)).toMatchObject({
      op: 'resizeBilinear',
      images: x.ref,
      alignCorners: true,
      halfPixelCenters: false,
    })
    expect(capture('tf.upperBound', x, y)).toMatchObject({ op: 'searchSorted', side: 'right' })
  })

  it('and what has no form is refused by name', () => {
    expect(() => capture('tf.transpose', x, null, true)).toThrow('conjugate must be false, not true')
    expect(() => capture('tf.split', x, 0)).toThrow('parts must be a number of parts')
    expect(() => capture('tf.depthToSpace', x, 2, 'NCHW')).toThrow('dataFormat must be "NHWC", not "NCHW"')
    expect(() => capture('tf.mirrorPad', x, [[1, 1]], 'constant')).toThrow('mode must be one of')
  })
})

describe('named dims', () => {
  it.each<[string, Readonly<Record<string, TensorType>>, Readonly<Record<string, unknown>>, string]>([
    ['slice', { x: float(batch, 5) }, { begin: [1, 2], size: [-1, -1] }, 'float32[batch - 1, 3]'],
    ['slice', { x: float(batch, 5) }, { begin: [0, 2], size: [batch, 2] }, 'float32[batch, 2]'],
    [
      'split',
      { x: float(batch, time) },
      { parts: [1, -1], axis: 1 },
      '(float32[batch, 1], float32[batch, time - 1])',
    ],
    ['split', { x: float(4) }, { parts: 2 }, '(float32[2], float32[2])'],
    ['tile', { x: float(1, 1, 8) }, { reps: [batch, time, 1] }, 'float32[batch, time, 8]'],
    ['broadcastTo', { x: float(1, 8) }, { shape: [batch, time, 8] }, 'float32[batch, time, 8]'],
    ['gather', { x: float(100, 8), indices: int(batch, time) }, {}, 'float32[batch, time, 8]'],
    ['oneHot', { indices: int(batch) }, { depth: 10, dtype: 'float32' }, 'float32[batch, 10]'],
    [
      'spaceToBatchND',
      { x: float(batch, 4, 2) },
      { blockShape: [2], paddings: [[0, 0]] },
      'float32[2*batch, 2, 2]',
    ],
    [
      'stridedSlice',
      { x: float(batch, 9) },
      { begin: [1, 8], end: [-1, 0], strides: [1, -2] },
      'float32[batch - 2, 4]',
    ],
    ['stridedSlice', { x: float(batch, 9) }, { begin: [0], end: [batch], strides: [1] }, 'float32[batch, 9]'],
    [
      'einsum',
      { xs: [float(batch, time, 8), float(8, 4)] as never },
      { equation: 'btc,cd->btd' },
      'float32[batch, time, 4]',
    ],
    [
      'searchSorted',
      { sortedSequence: float(batch, 9), values: float(batch, time) },
      {},
      'int32[batch, time]',
    ],
  ])('%s of %o with %o', (op, inputs, attrs, expected) => {
    expect(printType(inferType(op, inputs, attrs))).toBe(expected)
  })
})

describe('what does not fit is refused', () => {
  const window = { strides: 2, pad: 'same' }
  it.each<[string, Readonly<Record<string, TensorType>>, Readonly<Record<string, unknown>>, string]>([
    ['transpose', { x: float(2, 3) }, { perm: [0, 0] }, 'must name each axis of [2, 3] once'],
    [
      'slice',
      { x: float(batch, 5) },
      { begin: [0, 4], size: [-1, 2] },
      '2 from 4 on does not lie inside axis 1',
    ],
    ['slice', { x: float() }, { begin: [], size: [] }, 'a scalar has no axis'],
    ['split', { x: float(batch, 5) }, { parts: 2 }, 'axis 0, of size batch, is not divided evenly by 2'],
    ['split', { x: float(5) }, { parts: [2, 2] }, 'parts [2, 2] do not add up to axis 0, of size 5'],
    ['unstack', { x: float(batch, 5) }, {}, 'the number of results must not vary, but axis 0 of x is batch'],
    ['stack', { xs: [float(2), int(2)] as never }, {}, 'float32[2] and int32[2] differ'],
    ['squeeze', { x: float(batch, 1) }, {}, 'whether axis 0 of [batch, 1] goes depends on its size'],
    ['squeeze', { x: float(2, 1) }, { axis: 0 }, 'of size 1 for each value'],
    ['expandDims', { x: float(2) }, { axis: 2 }, 'there is no place 2 for an axis in [2]'],
    ['tile', { x: float(2, 3) }, { reps: [2] }, 'must be a count for each axis'],
    ['gather', { x: float(2, 3), indices: float(2) }, {}, 'indices must be int32, not float32[2]'],
    ['gather', { x: float(batch, 3), indices: int(2, 3) }, { axis: 1, batchDims: 1 }, 'do not share 1 dims'],
    ['broadcastTo', { x: float(batch) }, { shape: [5] }, '[batch] does not broadcast to [5]'],
    [
      'stridedSlice',
      { x: float(batch) },
      { begin: [0], end: [3], strides: [1] },
      'to 3 takes of axis 0, of size batch',
    ],
    [
      'stridedSlice',
      { x: float(batch) },
      { begin: [0], end: [0], strides: [2], endMask: 1 },
      'a stride of 2',
    ],
    [
      'stridedSlice',
      { x: float(3) },
      { begin: [3], end: [4], strides: [1], shrinkAxisMask: 1 },
      'there is no index 3',
    ],
    ['mirrorPad', { x: float(3) }, { paddings: [[3, 0]], mode: 'reflect' }, 'too few values'],
    ['batchToSpaceND', { x: float(batch, 2) }, { blockShape: [2], crops: [[0, 0]] }, 'axis 0, of size batch'],
    [
      'depthToSpace',
      { x: float(batch, 2, 2, 6) },
      { blockSize: 2 },
      'axis 3, of size 6, is not divided evenly by 4',
    ],
    ['topk', { x: float(batch, 3) }, { k: 4 }, 'there are no 4 values'],
    ['scatterND', { indices: int(2, 1), updates: float(3) }, { shape: [5] }, 'do not fit [5]'],
    ['unsortedSegmentSum', { x: float(4, 2), segmentIds: int(3) }, { numSegments: 2 }, 'one for each row'],
    ['resizeBilinear', { images: int(1, 2, 2, 1) }, { size: [4, 4] }, 'images must be float32'],
    [
      'conv2dTranspose',
      { x: float(batch, 4, 4, 3), filter: float(2, 2, 5, 3) },
      { outputShape: [batch, 9, 8, 5], ...window },
      'does not take [batch, 9, 8, 5] to x',
    ],
    ['conv2d', { x: float(1, 6, 6, 1), filter: float(3, 1, 1, 1) }, { pad: 0 }, 'square windows only'],
    ['conv3d', { x: float(1, 4, 4, 4, 2), filter: float(1, 1, 1, 3, 1) }, window, 'must have 3 channels'],
    [
      'einsum',
      { xs: [float(2, 3), float(4, 2)] as never },
      { equation: 'ij,jk->ik' },
      "'j' of 'ij,jk->ik' is both 3 and 4",
    ],
    ['einsum', { xs: [float(2, 2)] as never }, { equation: 'ii->i' }, "'ii->i' is no equation of [2, 2]"],
    ['qr', { x: float(2, 3, 4) }, {}, 'a batch of square ones'],
    ['gramSchmidt', { x: float(3, 2) }, {}, 'no fewer columns'],
    [
      'nonMaxSuppressionPadded',
      { boxes: float(5, 4), scores: float(5) },
      { maxOutputSize: 2 },
      'give padToMaxOutputSize',
    ],
  ])('%s of %o with %o', (op, inputs, attrs, message) => {
    expect(() => inferType(op, inputs, attrs)).toThrow(/TSFX0511/)
    expect(() => inferType(op, inputs, attrs)).toThrow(message)
  })
})
