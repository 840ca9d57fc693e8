/**
 * @file `observe`: a point of quantization, with all that convert must know of it. Until then it changes nothing;
 * `prepare` puts it in, calibration looks at its values, `convert` takes it out.
 */
import { type Arg, type ArgRecord, isArgRecord } from '@tsfx/ir'
import { type AttrSpec, booleanAttr, stringAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'

const isRecord = (raw: unknown): raw is ArgRecord => typeof raw === 'object' && isArgRecord(raw as Arg)

const specAttr: AttrSpec<ArgRecord> = {
  doc: 'How the value is to be quantized: a `QuantSpec` of @tsfx/quant.',
  expects: 'a record',
  parse: (raw) => (isRecord(raw) ? raw : undefined),
}

const fixedAttr: AttrSpec<ArgRecord | null> = {
  doc: '{ scale, zeroPoint } where the op before fixes them, and nothing is observed.',
  default: null,
  expects: '{ scale, zeroPoint } or null',
  parse: (raw) => (raw === null || isRecord(raw) ? raw : undefined),
}

export const observe = defineOp({
  name: 'observe',
  summary: 'Marks a point of quantization, where calibration looks at values.',
  domain: 'any',
  inputs: { x: 'tensor' },
  attrs: {
    point: stringAttr({
      doc: 'The key under which statistics are kept; points that share them have one key.',
    }),
    collect: booleanAttr({ doc: 'Whether values seen here count for the statistics.', default: true }),
    spec: specAttr,
    fixed: fixedAttr,
  },
  infer: ({ x }) => x,
  evaluate: (_, { x }) => x,
  macs: 0,
  capture: [],
  print: ({ x, point }) => printedCall('observe', [x, point]),
  quant: { kind: 'boundary' },
})
