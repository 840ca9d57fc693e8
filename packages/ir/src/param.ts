/**
 * @file Weights as values: the graph holds handles, a store outside holds the bytes, addressed by content.
 *
 * Handles are edited and undone with the graph; the store only grows, so an undone version still finds its bytes.
 */
import { missingParamBytes } from './diagnostics.generated.ts'
import { type DType, equalQParams, type QParams } from './valueType.ts'

export type ParamData = Float32Array | Int32Array | Int8Array | Uint8Array

/** The user's live `tf.Variable`, recognised by shape. */
export interface LiveVariable {
  readonly id: number
  readonly shape: readonly number[]
  readonly dtype: string
  dataSync(): unknown
}

/**
 * - `bytes`: constant data in the store; `digest` is its SHA-256.
 * - `variable`: a live `tf.Variable` that training may change; `digest` names the variable, not its content.
 */
export interface ParamHandle {
  readonly kind: 'bytes' | 'variable'
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly digest: string
  readonly q?: QParams
}

/** Says whether two handles stand for the same values: the digest is of bytes, and says nothing of their scale. */
export const sameParam = (a: ParamHandle, b: ParamHandle): boolean =>
  a.kind === b.kind &&
  a.digest === b.digest &&
  a.dtype === b.dtype &&
  a.shape.length === b.shape.length &&
  a.shape.every((size, axis) => size === b.shape[axis]) &&
  equalQParams(a.q, b.q)

/** A handle with what it stands for, as given to `edit.setParam`. */
export interface ParamValue {
  readonly handle: ParamHandle
  readonly data: ParamData | LiveVariable
}

export class ParamStore {
  readonly #entries = new Map<string, ParamData | LiveVariable>()

  /** Adds an entry; the same digest always stands for the same data. */
  put({ handle, data }: ParamValue): void {
    if (!this.#entries.has(handle.digest)) this.#entries.set(handle.digest, data)
  }

  /**
   * The bytes of a parameter; for a variable, a snapshot of its present value.
   * @throws TSFX0010 when the store has none.
   */
  read(handle: ParamHandle): ParamData {
    const data = this.entry(handle)
    return 'dataSync' in data ? (data.dataSync() as ParamData) : data
  }

  /** The live variable behind a handle, or null when it stands for bytes. */
  variable(handle: ParamHandle): LiveVariable | null {
    const data = this.entry(handle)
    return 'dataSync' in data ? data : null
  }

  /** What a handle stands for, as `put` took it. @throws TSFX0010 when the store has none. */
  entry(handle: ParamHandle): ParamData | LiveVariable {
    const data = this.#entries.get(handle.digest)
    if (!data) throw missingParamBytes({ digest: handle.digest })
    return data
  }
}
