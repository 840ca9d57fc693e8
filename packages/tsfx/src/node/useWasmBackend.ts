/** @file The backend on which the CLI, the demo and tests run what is in float. */
import type { Tfjs } from '@tsfx/ops'
import { findPackage } from './findPackage.ts'

/**
 * Makes tfjs-backend-wasm the backend of `tf`, from `folder` first.
 * @throws TSFX7001 when it is not installed.
 */
export async function useWasmBackend(tf: Tfjs, folder: string): Promise<void> {
  if (!tf.findBackendFactory('wasm')) findPackage('@tensorflow/tfjs-backend-wasm', [folder]).load()
  await tf.setBackend('wasm')
  await tf.ready()
}
