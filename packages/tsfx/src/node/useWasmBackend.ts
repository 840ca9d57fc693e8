/** @file The backend on which the CLI, the demo and tests run what is in float. */
import type { Tfjs } from '@tsfx/ops'
import { findPackage } from './findPackage.ts'

/**
 * Makes tfjs-backend-wasm the backend of `tf`, from `folder` first.
 * @throws TSFX7001 when it is not installed.
 */
export async function useWasmBackend(tf: Tfjs, folder: string): Promise<void> {
  const forget = listenersAdded()
  if (!tf.findBackendFactory('wasm')) findPackage('@tensorflow/tfjs-backend-wasm', [folder]).load()
  await tf.setBackend('wasm')
  await tf.ready()
  forget()
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const
type Listener = (...given: unknown[]) => void

/**
 * The backend's loader takes every error that nobody waits for, throws it again from its own one line of 300,000 characters, and so
 * has Node print that line and end: errors of the user's code are not its own to report.
 */
function listenersAdded(): () => void {
  const before = EVENTS.map((event) => process.listeners(event as 'exit') as Listener[])
  return () => {
    for (const [i, event] of EVENTS.entries())
      for (const listener of process.listeners(event as 'exit') as Listener[])
        if (!before[i]!.includes(listener)) process.off(event, listener)
  }
}
