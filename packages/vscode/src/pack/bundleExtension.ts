/**
 * @file Bundles the extension into two files: what the editor loads, and the script of a graph's page. VS Code loads ES modules
 * since 1.100, and only in its Node host; CommonJS is what every version and every fork loads.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OutputChunk, type RolldownOptions, rolldown } from 'rolldown'

export interface Bundle {
  /** `dist/extension.cjs`. */
  readonly extension: string
  /** `dist/page.js`. */
  readonly page: string
  /** Notices of the packages that are in the bundle, in the order of their names. */
  readonly notices: string
}

/** Bundles the sources in `folder`, the one of this package. */
export async function bundleExtension(folder: string): Promise<Bundle> {
  const shared: RolldownOptions = {
    cwd: folder,
    resolve: { conditionNames: ['tsfx-source', 'node', 'import', 'require', 'default'] },
    logLevel: 'silent',
  }
  const extension = await outputOf(
    { ...shared, input: join(folder, 'src/index.ts'), platform: 'node', external: ['vscode'] },
    'cjs',
  )
  const page = await outputOf(
    { ...shared, input: join(folder, 'src/page/index.ts'), platform: 'browser' },
    'iife',
  )
  return { extension: extension.code, page: page.code, notices: noticesOf(extension.moduleIds) }
}

async function outputOf(options: RolldownOptions, format: 'cjs' | 'iife'): Promise<OutputChunk> {
  const build = await rolldown(options)
  try {
    // Minified, comments and so the paths of the machine that bundles are gone.
    const { output } = await build.generate({ format, minify: true, codeSplitting: false, exports: 'auto' })
    return output[0]
  } finally {
    await build.close()
  }
}

interface Notice {
  readonly name: string
  readonly text: string
}

/** The licences of the packages that modules are from. */
function noticesOf(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []))
  const notices = [...folders].map(readNotice).sort((a, b) => (a.name < b.name ? -1 : 1))
  return notices
    .map(({ name, text }) => `${name}\n${'='.repeat(name.length)}\n\n${text.trim()}\n`)
    .join('\n\n')
}

const packageFolder = (id: string): string | null =>
  /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1] ?? null

const LICENCE_FILES = ['License.txt', 'LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license.txt']

function readNotice(folder: string): Notice {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    'name' | 'version' | 'license',
    string
  >
  const text = LICENCE_FILES.map((file) => readIfThere(join(folder, file))).find((found) => found !== null)
  return { name: `${name} ${version}`, text: text ?? license }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  } catch {
    return null
  }
}
