/**
 * @file Resolution of tfjs packages for CommonJS, as `hooks.ts` does it for ES modules. Node has no public hook for
 * `require` in all versions we support, so the resolver that `require` calls is wrapped.
 */
import Module, { createRequire } from 'node:module'
import { twoTfjsCores } from '../diagnostics.generated.ts'

type Resolve = (request: string, parent: unknown, ...rest: unknown[]) => string

const CORE = '@tensorflow/tfjs-core'

/**
 * From now on `require` finds tfjs packages near the module that asks, else with tsfx; and every tfjs package of ours uses `core`, the
 * copy of the user.
 * @throws TSFX7002 inside `require` when a module of the user brings a second copy of tfjs-core.
 */
export function resolveCommonJs(core: string): void {
  const resolver = Module as unknown as { _resolveFilename: Resolve }
  const original = resolver._resolveFilename
  const ours = createRequire(import.meta.url)
  const ourCore = ours.resolve(CORE)
  resolver._resolveFilename = function resolveFilename(this: unknown, request, parent, ...rest) {
    if (!request.startsWith('@tensorflow/')) return original.call(this, request, parent, ...rest)
    const found = nearestFirst(
      () => original.call(this, request, parent, ...rest),
      () => ours.resolve(request),
    )
    if (request !== CORE || found === core) return found
    if (found === ourCore) return core
    throw twoTfjsCores({ first: core, second: found })
  }
}

function nearestFirst(near: () => string, fallback: () => string): string {
  try {
    return near()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    return fallback()
  }
}
