/**
 * @file The Vite plugin, `plugins: [tsfx()]`: in dev and in builds, imports of tfjs-core (the user's, and those of the union package and
 * of tfjs-layers) get functions that `trace` sees. Its type is Vite's by shape: nothing here imports Vite.
 */
import { bundlerAlias, tfjsCoreModule } from './node/bundlerAlias.ts'

export interface TsfxPlugin {
  readonly name: string
  readonly enforce: 'pre'
  config(config: { readonly root?: string | undefined }): object
  configResolved(config: { readonly root: string }): void
  resolveId(source: string): string | null
  load(id: string): string | null
}

const CORE = '@tensorflow/tfjs-core'
// The zero byte keeps other plugins away from ids that are no files.
const ALIAS = '\0tsfx:tfjs-core'
const TABLE = '\0tsfx:tfjs-table'

/** Lets `trace` see the calls of a model in a page. @throws TSFX7001 when the project has no tfjs-core */
export function tsfx(): TsfxPlugin {
  let root = process.cwd()
  return {
    name: 'tsfx',
    enforce: 'pre',
    config: () => ({
      // Packages that were bundled ahead would keep the functions of tfjs-core for themselves; what it requires must be bundled.
      optimizeDeps: { exclude: [CORE], include: [`${CORE} > long`, `${CORE} > seedrandom`] },
    }),
    configResolved(config) {
      root = config.root
    },
    resolveId: (source) => (source === CORE ? ALIAS : source === TABLE ? TABLE : null),
    load(id) {
      if (id !== ALIAS && id !== TABLE) return null
      const { alias, table } = bundlerAlias({
        root,
        tableImport: TABLE,
        coreImport: tfjsCoreModule(root).replaceAll('\\', '/'),
      })
      return id === ALIAS ? alias : table
    },
  }
}
