/**
 * @file What an engine can compute: a table over the roles of ops, plus exceptions by op name.
 *
 * The counterpart of torch/ao/quantization/backend_config. What a user asks for is a QConfig; `checkQConfig`
 * compares the two.
 */
import type { QuantRole } from '@tsfx/ops'
import type { RoundingMode } from '@tsfx/runtime'
import type { QuantizedDType } from '../quantSpec.ts'

/** Stored integers, both ends included. */
export type StoredRange = readonly [qmin: number, qmax: number]

export interface Backend {
  readonly name: string
  /** The widest stored range of activations per dtype, the preferred dtype first; a dtype left out is not supported. */
  readonly activations: Readonly<Partial<Record<QuantizedDType, StoredRange>>>
  readonly weights: {
    readonly dtype: QuantizedDType
    readonly range: StoredRange
    /** Whether each output channel may have its own scale. */
    readonly perChannel: boolean
    /** Whether weights may have a zero point other than the middle of their range. */
    readonly affine: boolean
  }
  /** Whether ops of a role have integer forms. An op whose role is `floatOnly` has none anywhere. */
  readonly roles: Readonly<Record<Exclude<QuantRole['kind'], 'floatOnly'>, 'quantized' | 'float'>>
  /** Ops that stay float although their role does not, each with the reason. */
  readonly exceptions: Readonly<Record<string, string>>
  /** Supported requantization arithmetic, the default first. */
  readonly roundingModes: readonly [RoundingMode, ...RoundingMode[]]
}

export type OpSupport = { readonly kind: 'quantized' } | { readonly kind: 'float'; readonly reason: string }

/** Whether `backend` computes `op` in integers, and if not, why. */
export function opSupport(backend: Backend, op: string, role: QuantRole): OpSupport {
  const exception = Object.hasOwn(backend.exceptions, op) ? backend.exceptions[op] : undefined
  if (exception !== undefined) return { kind: 'float', reason: exception }
  if (role.kind === 'floatOnly') return { kind: 'float', reason: role.reason }
  if (backend.roles[role.kind] === 'quantized') return { kind: 'quantized' }
  return { kind: 'float', reason: `backend ${backend.name} has no integer form of ${op}` }
}
