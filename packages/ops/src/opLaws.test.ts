import { type Arg, type Args, isArgList, isArgRecord, type NodeId, Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { builtinOps } from './builtinOps.ts'
import { captureCall, Operand } from './captureCall.fixture.ts'
import type { Op } from './defineOp.ts'
import { opNamed } from './registry.ts'
import { type OpSample, opSamples } from './samples/opSamples.ts'
import { mapSampleInput, type SampleTensor, typeOfSample } from './samples/sampleTensors.ts'

const OUTPUT = { scale: 0.5, zeroPoint: 3, dtype: 'int8', qmin: -128, qmax: 127 }
const boundarySamples: readonly OpSample[] = ['quantStub', 'deQuantStub'].map((op) => ({
  op,
  inputs: { x: [2, 3] },
  eager: (_, x) => x!,
}))

/** Canonical args of a sample, and the shape behind each ref. */
function sampleArgs(sample: OpSample): {
  readonly args: Args
  readonly shapes: readonly (readonly number[])[]
} {
  const shapes: (readonly number[])[] = []
  const ref = (tensor: SampleTensor): Ref =>
    new Ref((shapes.push(typeOfSample(tensor).shape as readonly number[]) - 1) as NodeId)
  const refs = Object.entries(sample.inputs).map(([name, input]) => [name, mapSampleInput(input, ref)])
  return { args: opNamed(sample.op)!.normalize({ ...Object.fromEntries(refs), ...sample.attrs }), shapes }
}

function toOperands(arg: Arg | undefined, shapes: readonly (readonly number[])[]): unknown {
  if (arg instanceof Ref) return new Operand(arg, shapes[arg.node]!)
  if (arg === undefined || arg === null || typeof arg !== 'object') return arg
  if (isArgList(arg)) return arg.map((item) => toOperands(item, shapes))
  if (!isArgRecord(arg)) return arg
  return Object.fromEntries(Object.entries(arg).map(([key, item]) => [key, toOperands(item, shapes)]))
}

/** The op and args that a printed call is captured as. */
function recapture(
  op: Op,
  args: Args,
  shapes: readonly (readonly number[])[],
): { readonly op: string; readonly args: Args } {
  const printed = op.print(args)
  const callee = op.importFrom ? `tsfx.${printed.callee}` : printed.callee
  const call = printed.args.map((arg) => toOperands(arg, shapes))
  const captured = captureCall(callee, call)
  if (captured) return captured
  throw new Error(`${callee} is not captured`)
}

describe('a printed call is captured as the op that printed it', () => {
  it.each([...opSamples, ...boundarySamples])('$op of $inputs with $attrs', (sample) => {
    const { args, shapes } = sampleArgs(sample)
    expect(recapture(opNamed(sample.op)!, args, shapes)).toEqual({ op: sample.op, args })
  })
})

describe('calls are printed as a person would write them', () => {
  const print = (op: string, args: Readonly<Record<string, unknown>>) => {
    const spec = opNamed(op)!
    return spec.print(spec.normalize(args))
  }
  const [x, weight, bias] = [0, 1, 2].map((id) => new Ref(id as NodeId)) as [Ref, Ref, Ref]

  it('without arguments that equal their defaults', () => {
    expect(print('conv2d', { x, filter: weight, pad: 'same' })).toEqual({
      callee: 'tf.conv2d',
      args: [x, weight, 1, 'same'],
    })
    expect(print('maxPool', { x, filterSize: 2, strides: 2, pad: 'valid' })).toEqual({
      callee: 'tf.maxPool',
      args: [x, 2, 2, 'valid'],
    })
    expect(print('mean', { x, axis: [1, 2] })).toEqual({ callee: 'tf.mean', args: [x, [1, 2]] })
    expect(print('mean', { x, axis: [1], keepDims: false })).toEqual({ callee: 'tf.mean', args: [x, 1] })
    expect(print('linear', { x, weight, bias })).toEqual({
      callee: 'tf.fused.matMul',
      args: [{ a: x, b: weight, bias }],
    })
    expect(print('dropout', { x, rate: 0.5, seed: 3 })).toEqual({
      callee: 'tf.dropout',
      args: [x, 0.5, undefined, 3],
    })
  })

  it('in integers too', () => {
    expect(print('q.maxPool', { x, filterSize: 2, strides: 2, pad: 'valid' })).toEqual({
      callee: 'q.maxPool',
      args: [x, { filterSize: 2, strides: 2, pad: 'valid' }],
    })
    expect(print('q.conv2d', { x, weight, bias, pad: 'same', activation: 'relu', output: OUTPUT })).toEqual({
      callee: 'q.conv2d',
      args: [x, { weight, bias }, { pad: 'same', activation: 'relu', output: { scale: 0.5, zeroPoint: 3 } }],
    })
    expect(print('quantize', { x, output: { ...OUTPUT, dtype: 'uint8', qmin: 0 } })).toEqual({
      callee: 'q.quantize',
      args: [x, { scale: 0.5, zeroPoint: 3, dtype: 'uint8', qmin: 0, qmax: 127 }],
    })
  })
})

describe('an integer op takes the arguments of its float op by name', () => {
  const lowered = builtinOps.filter(({ quant }) => 'integer' in quant)

  it.each(lowered)('$name', (op) => {
    const role = op.quant
    if (!('integer' in role)) throw new Error('no integer form')
    const integer = opNamed(role.integer)
    if (!integer) throw new Error(`${role.integer} is no op`)
    const renamed: Record<string, string> =
      role.kind === 'weighted'
        ? { [role.input]: 'x', [role.weight]: 'weight', ...(role.bias && { [role.bias]: 'bias' }) }
        : {}
    const inputs = Object.fromEntries(
      Object.entries(op.inputs).map(([name, kind]) => [renamed[name] ?? name, kind]),
    )
    expect(integer.domain).toBe('integer')
    expect(integer.inputs).toEqual(inputs)

    const hasOutput = role.kind !== 'sharesQParams' && role.kind !== 'movesData'
    const own = new Set([...Object.keys(op.attrs), ...(hasOutput ? ['output'] : [])])
    expect([...own].filter((name) => !(name in integer.attrs))).toEqual([])
    const added = Object.entries(integer.attrs).filter(([name]) => !own.has(name))
    expect(added.filter(([, { default: byDefault }]) => byDefault === undefined)).toEqual([])

    for (const sample of opSamples.filter((entry) => entry.op === op.name)) {
      const { args } = sampleArgs(sample)
      const copied = Object.fromEntries(
        Object.entries(args).map(([name, arg]) => [renamed[name] ?? name, arg]),
      )
      const integerArgs = integer.normalize({ ...copied, ...(hasOutput && { output: OUTPUT }) })
      expect(integer.checkArgs(integerArgs)).toBe(null)
      expect(integerArgs).toMatchObject(copied)
    }
  })
})

describe('calls of tfjs are captured', () => {
  /** Op and canonical args of a call with operands `x` (shape [2, 3, 4]) and `w`. */
  const x = new Operand(new Ref(0 as NodeId), [2, 3, 4])
  const w = new Operand(new Ref(1 as NodeId), [4, 5])
  const image = new Operand(new Ref(2 as NodeId), [2, 5, 5, 4])
  const capture = (from: string, ...call: readonly unknown[]) => {
    const captured = captureCall(from, call)
    return captured && { op: captured.op, ...captured.args }
  }

  it("with 'linear' as no activation", () => {
    const fused = { x: image, filter: w, strides: 1, pad: 'same', bias: w, activation: 'linear' }
    expect(capture('tf.fused.conv2d', fused)).toMatchObject({ op: 'conv2d', activation: null })
    expect(capture('tf.fused.matMul', { a: x, b: w, activation: 'linear' })).toMatchObject({
      op: 'linear',
      activation: null,
    })
    expect(capture('tf.fused.matMul', { a: x, b: w })).toMatchObject({ op: 'matMul', transposeA: false })
  })

  it('as the op they mean, not by their spelling', () => {
    expect(capture('Tensor.concat', x, [w], 1)).toEqual({ op: 'concat', xs: [x.ref, w.ref], axis: 1 })
    expect(capture('tf.concat1d', [x, w])).toEqual({ op: 'concat', xs: [x.ref, w.ref], axis: 0 })
    expect(capture('tf.reshape', x, [2, -1])).toEqual({ op: 'flatten', x: x.ref, rows: 2 })
    expect(capture('Tensor.reshape', x, [3, -1])).toEqual({ op: 'reshape', x: x.ref, shape: [3, -1] })
    expect(capture('Tensor.as2D', x, 6, 4)).toEqual({ op: 'reshape', x: x.ref, shape: [6, 4] })
    expect(capture('Tensor.as2D', x, 2, -1)).toEqual({ op: 'flatten', x: x.ref, rows: 2 })
    expect(capture('Tensor.flatten', x)).toEqual({ op: 'reshape', x: x.ref, shape: [-1] })
    expect(capture('tf.pad1d', w, [1, 2])).toMatchObject({ op: 'pad', paddings: [[1, 2]], constantValue: 0 })
    expect(capture('tf.batchNorm4d', x, w, w)).toMatchObject({
      op: 'batchNorm',
      offset: null,
      varianceEpsilon: 0.001,
    })
    expect(capture('tf.mean', x)).toMatchObject({ axis: null, keepDims: false })
  })

  it('or declined where they are captured in parts', () => {
    expect(capture('tf.conv2d', x, w, 1, 'same')).toBe(null)
    expect(capture('tf.pool', x, 2, 'max', 'same')).toBe(null)
    expect(capture('tf.pool', image, 2, 'max', 'same', 1, 2)).toMatchObject({
      op: 'maxPool',
      strides: [2, 2],
    })
    expect(capture('Tensor.pool', image, 2, 'avg', 0)).toMatchObject({ op: 'avgPool', pad: 'valid' })
    expect(capture('tf.pool', image, 2, 'avg', 'same', 2)).toMatchObject({ op: 'pool', poolingType: 'avg' })
    for (const activation of ['elu', 'prelu', 'sigmoid', 'leakyrelu']) {
      expect(capture('tf.fused.conv2d', { x: image, filter: w, strides: 1, pad: 'same', activation })).toBe(
        null,
      )
      expect(capture('tf.fused.matMul', { a: x, b: w, activation })).toBe(null)
    }
  })

  it('or refused by name of the argument that is not supported', () => {
    const fused = { x: image, filter: w, strides: 1, pad: 'same' }
    const swish = { ...fused, activation: 'swish' }
    expect(() => capture('tf.fused.conv2d', swish)).toThrow(/TSFX0511 .* not "swish"/)
    expect(() => capture('tf.fused.matMul', { a: x, b: w, bias: w, transposeB: true })).toThrow(
      'transposeB must be false, not true',
    )
    expect(() => capture('tf.conv2d', image, w, 1, 'same', 'NCHW')).toThrow(
      'dataFormat must be "NHWC", not "NCHW"',
    )
    expect(() => capture('tf.maxPool', image, 2, 2, 1, 'ceil')).toThrow(
      'dimRoundingMode must be "floor", not "ceil"',
    )
    expect(() => capture('tf.fused.conv2d', { ...fused, leakyreluAlpha: 0.1 })).toThrow(
      'leakyreluAlpha must be left out, not 0.1',
    )
    expect(() => capture('tf.fused.conv2d', { ...fused, preluActivationWeights: w })).toThrow(
      'preluActivationWeights must be left out, not an object',
    )
    expect(() => capture('tf.dropout', x, 0.5, [2, 1, 4])).toThrow('noiseShape must be left out')
  })
})

describe('every op', () => {
  it.each(builtinOps)('$name is documented', ({ summary, attrs, quant, domain }) => {
    expect(summary).toMatch(/^[\S\s]+\.$/)
    for (const { doc } of Object.values(attrs)) expect(doc).toMatch(/^[\S\s]+\.$/)
    if (domain === 'float' && quant.kind === 'floatOnly')
      expect(quant.reason).not.toBe('the op declares no integer form')
  })
})
