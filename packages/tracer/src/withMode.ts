import { setTraceMode } from '@tsfx/ops/tracing'
import type { ModuleTree } from './moduleTree.ts'

/**
 * Runs `run` with each module's `training` flag set, and gives every module its own flag back; modules of `@tsfx/nn` that are in no
 * field follow too.
 */
export function withMode<T>({ objects }: ModuleTree, training: boolean, run: () => T): T {
  const flags = [...objects].filter(
    (object): object is { training: boolean } => 'training' in object && typeof object.training === 'boolean',
  )
  const before = flags.map((object) => object.training)
  for (const object of flags) Reflect.set(object, 'training', training)
  const outer = setTraceMode(training)
  try {
    return run()
  } finally {
    setTraceMode(outer)
    for (const [i, object] of flags.entries()) Reflect.set(object, 'training', before[i])
  }
}
