/**
 * @file Module hooks, run by Node in a thread of their own (`module.register`). They send the user's imports of
 * tfjs-core to the capture alias, resolve tfjs and tsfx packages for models that lie outside of any project, and
 * load TypeScript by stripping its types in place. Imports by `paths` of a tsconfig and imports of JSON work as in a bundler.
 */
import { existsSync, readFileSync } from 'node:fs'
import type { LoadHook, ResolveHook, ResolveHookContext } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { projectImport, stripTypes } from '@tsfx/source'
import { twoTfjsCores } from '../diagnostics.generated.ts'

export interface HookData {
  /** File URL of the tfjs-core whose functions were wrapped. */
  readonly tfjsCore: string
  /** Text of the alias module that takes its place. */
  readonly alias: string
  /** A module of tsfx, from which tsfx packages and fallback copies of tfjs are resolved. */
  readonly ours: string
}

const ALIAS = 'tsfx-alias:tfjs-core'
let data: HookData

export function initialize(given: HookData): void {
  data = given
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier === ALIAS) return { url: ALIAS, format: 'module', shortCircuit: true }
  if (/^(@tsfx\/|tsfx($|\/))/.test(specifier)) return next(specifier, { ...context, parentURL: data.ours })
  if (/^@tensorflow\//.test(specifier)) {
    const found = await nearestFirst(specifier, context, next)
    // The alias itself never imports the core, so there is no way round in a circle.
    if (specifier !== '@tensorflow/tfjs-core') return found
    if (found.url !== data.tfjsCore)
      throw twoTfjsCores({ first: fileURLToPath(data.tfjsCore), second: fileURLToPath(found.url) })
    return { url: ALIAS, format: 'module', shortCircuit: true }
  }
  return next(
    aliasedFile(specifier, context.parentURL) ?? typeScriptFile(specifier, context.parentURL) ?? specifier,
    context,
  )
}

/** The file that an import means by the tsconfig of the user's module. */
function aliasedFile(specifier: string, parent: string | undefined): string | null {
  if (!parent?.startsWith('file:')) return null
  const file = projectImport(specifier, fileURLToPath(parent))
  return file === null ? null : pathToFileURL(file).href
}

/** The user's copy of a tfjs package; where the model's folder has none, the copy of tsfx. */
async function nearestFirst(
  specifier: string,
  context: ResolveHookContext,
  next: Parameters<ResolveHook>[2],
) {
  try {
    return await next(specifier, context)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    return next(specifier, { ...context, parentURL: data.ours })
  }
}

/** The file a relative import of TypeScript means: `./net` or `./net.js` where there is `./net.ts`. */
function typeScriptFile(specifier: string, parent: string | undefined): string | null {
  if (!/^\.{1,2}\//.test(specifier) || !parent?.startsWith('file:')) return null
  const wanted = new URL(specifier, parent)
  if (existsSync(wanted) && /\.\w+$/.test(wanted.pathname)) return null
  const bases = [specifier, specifier.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')]
  const candidates = bases.flatMap((base) => [
    base,
    `${base}.ts`,
    `${base}.tsx`,
    `${base}.js`,
    `${base}/index.ts`,
    `${base}/index.js`,
  ])
  return (
    candidates.find((candidate) => /\.\w+$/.test(candidate) && existsSync(new URL(candidate, parent))) ?? null
  )
}

export const load: LoadHook = async (url, context, next) => {
  if (url === ALIAS) return { format: 'module', source: data.alias, shortCircuit: true }
  if (/^file:.*\.json$/.test(url) && context.importAttributes.type === undefined)
    return {
      format: 'module',
      source: jsonModule(readFileSync(fileURLToPath(url), 'utf8')),
      shortCircuit: true,
    }
  if (!/^file:.*\.(m?ts|tsx|jsx)$/.test(url) || url.includes('/node_modules/')) return next(url, context)
  const file = fileURLToPath(url)
  return { format: 'module', source: stripTypes(readFileSync(file, 'utf8'), file).code, shortCircuit: true }
}

/** `import options from './options.json'`, which Node takes only with an attribute. The text is data: no key of it has a meaning. */
const jsonModule = (text: string): string => `export default JSON.parse(${JSON.stringify(text)})\n`
