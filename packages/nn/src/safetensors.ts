/** @file A model's state as a safetensors file: one tensor per parameter and buffer, under its path. */
import {
  readSafetensors,
  type SafetensorsDType,
  type SafetensorsEntry,
  writeSafetensors,
} from '@tsfx/runtime'
import { unsupportedStateDtype } from './diagnostics.generated.ts'
import type { Module } from './module.ts'
import type { LoadStateOptions, StateTensor } from './stateDict.ts'

const DTYPES = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const satisfies Record<
  StateTensor['dtype'],
  SafetensorsDType
>

/** Writes the parameters and buffers of `module`. */
export function saveSafetensors(module: Module): Uint8Array {
  const entries = Object.entries(module.stateDict()).map(
    ([path, { dtype, shape, data }]): [string, SafetensorsEntry] => [
      path,
      { dtype: DTYPES[dtype], shape, data },
    ],
  )
  return writeSafetensors(Object.fromEntries(entries))
}

/**
 * Assigns the parameters and buffers of `module` from a file, or nothing when it does not fit.
 * @throws TSFX0801, TSFX0802 when the state does not fit; TSFX0806 for a dtype that TensorFlow.js has not; TSFX6010
 */
export function loadSafetensors(module: Module, bytes: Uint8Array, options: LoadStateOptions = {}): void {
  const { tensors } = readSafetensors(bytes)
  const state = Object.fromEntries(Array.from(tensors, ([path, entry]) => [path, stateTensor(path, entry)]))
  module.loadStateDict(state, options)
}

function stateTensor(path: string, { dtype, shape, data }: SafetensorsEntry): StateTensor {
  for (const [name, code] of Object.entries(DTYPES)) {
    if (code === dtype)
      return { dtype: name as StateTensor['dtype'], shape, data: data as StateTensor['data'] }
  }
  throw unsupportedStateDtype({ path, dtype })
}
