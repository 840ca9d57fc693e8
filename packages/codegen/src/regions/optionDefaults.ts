/**
 * @file Options that printed calls leave out where they are what the callee takes anyway. Outlining compares calls with them filled
 * in: one convolution of stride 2 among others of stride 1 differs in a number, not in its form.
 */
import { type Arg, isArgRecord } from '@tsfx/ir'
import type { PrintedCall } from '@tsfx/ops'
import type { Pattern } from './pattern.ts'

const CONVOLUTION: Readonly<Record<string, Arg>> = { strides: 1, dilations: 1 }
const DEFAULTS: ReadonlyMap<string, Readonly<Record<string, Arg>>> = new Map([
  ['q.conv2d', CONVOLUTION],
  ['q.depthwiseConv2d', CONVOLUTION],
  ['tf.fused.conv2d', { dilations: 1 }],
  ['tf.fused.depthwiseConv2d', { dilations: 1 }],
])

/** The call with its options filled in, in front of those it has. */
export function withDefaults(call: PrintedCall): PrintedCall {
  const defaults = DEFAULTS.get(call.callee)
  const options = call.args.at(-1)
  if (!defaults || options === undefined || !isArgRecord(options)) return call
  const missing = Object.entries(defaults).filter(([key]) => !Object.hasOwn(options, key))
  return { ...call, args: [...call.args.slice(0, -1), { ...Object.fromEntries(missing), ...options }] }
}

/** Says whether the option `key` of `callee` has the value it would have anyway. */
export const isDefault = (callee: string, key: string, value: Pattern): boolean =>
  value !== undefined && DEFAULTS.get(callee)?.[key] === value
