/** @file The order of design.md, section 2, and the habits that a machine can check. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { syntaxOf } from './importsOf.ts'
import * as rules from './rules.ts'
import { type Manifest, readPackages, root, type SourceFile } from './workspace.ts'

const packages = readPackages()

describe('the workspace', () => {
  it('has packages to check', () => {
    expect(packages.length).toBeGreaterThan(5)
    expect(packages.every(({ files }) => files.some((file) => file.path.endsWith('src/index.ts')))).toBe(true)
  })

  it('has manifests that depend only on smaller layers', () => {
    expect(packages.flatMap(({ manifest }) => rules.manifestOrder(manifest))).toEqual([])
  })

  it.each<[string, (file: SourceFile, manifest: Manifest) => string[]]>([
    ['imports only from smaller layers', rules.importOrder],
    ['imports other packages by name', rules.staysInside],
    ['declares what it imports', rules.declared],
    ['imports types of tfjs, never values', rules.tfjsTypesOnly],
    ['is at most 400 lines long', rules.lengthOf],
    ['has no default export', rules.noDefaultExport],
    ['is named after what it exports', rules.namedFile],
  ])('every file %s', (_, rule) => {
    expect(packages.flatMap(({ manifest, files }) => files.flatMap((file) => rule(file, manifest)))).toEqual(
      [],
    )
  })

  it('has fresh generated files', () => {
    execFileSync(process.execPath, [join(root, 'scripts/generateDiagnostics.mjs'), '--check'])
  })
})

describe('the rules', () => {
  const manifest: Manifest = {
    name: '@tsfx/ops',
    dependencies: { '@tsfx/ir': '' },
    peerDependencies: { '@tensorflow/tfjs-core': '' },
  }
  const file = (text: string, path = 'packages/ops/src/x.ts'): SourceFile => ({
    path,
    folder: join(root, 'packages/ops'),
    text,
    isTest: false,
    ...syntaxOf(path, text),
  })

  it.each<[string, (file: SourceFile, manifest: Manifest) => string[], string, boolean]>([
    ['a type import of a larger layer', rules.importOrder, "import type { Pass } from '@tsfx/passes'", true],
    ['a re-export of a larger layer', rules.importOrder, "export * from 'tsfx/node'", true],
    ['an import type of a larger layer', rules.importOrder, "type X = import('@tsfx/nn').Module", true],
    ['an import of its own layer', rules.importOrder, "import { a } from '@tsfx/ops'", true],
    ['an import of a smaller layer', rules.importOrder, "import { Graph } from '@tsfx/ir'", false],
    ['a path out of the package', rules.staysInside, "import { Graph } from '../../ir/src/graph.ts'", true],
    ['a path inside', rules.staysInside, "import { a } from '../src/a.ts'", false],
    ['an undeclared package', rules.declared, "import { draw } from 'immer'", true],
    ['a declared one', rules.declared, "import type { Tensor } from '@tensorflow/tfjs-core'", false],
    ['values of tfjs', rules.tfjsTypesOnly, "import { relu } from '@tensorflow/tfjs-core'", true],
    ['values of tfjs later', rules.tfjsTypesOnly, "const tf = await import('@tensorflow/tfjs-core')", true],
    [
      'one value among types',
      rules.tfjsTypesOnly,
      "import { type Tensor, relu } from '@tensorflow/tfjs-core'",
      true,
    ],
    ['an effect of tfjs', rules.tfjsTypesOnly, "import '@tensorflow/tfjs-backend-cpu'", true],
    ['types of tfjs', rules.tfjsTypesOnly, "import { type Tensor } from '@tensorflow/tfjs-core'", false],
    ['a long file', rules.lengthOf, '\n'.repeat(401), true],
    ['a file that fits', rules.lengthOf, '\n'.repeat(400), false],
    ['export default', rules.noDefaultExport, 'export default 1', true],
    ['a default function', rules.noDefaultExport, 'export default function f() {}', true],
    ['a renamed default', rules.noDefaultExport, 'const a = 1; export { a as default }', true],
    ['a named export', rules.noDefaultExport, 'export const a = 1', false],
  ])('judge %s', (_, rule, text, breach) => {
    expect(rule(file(text), manifest).length > 0).toBe(breach)
  })

  it('judge names and manifests', () => {
    expect(rules.namedFile(file('', 'packages/ops/src/utils.ts'))).toHaveLength(1)
    expect(rules.namedFile(file('', 'packages/ops/src/common.test.ts'))).toHaveLength(1)
    expect(rules.namedFile(file('', 'packages/ops/src/commonSubexpressions.ts'))).toEqual([])
    expect(rules.manifestOrder({ ...manifest, dependencies: { '@tsfx/nn': '' } })).toHaveLength(1)
    expect(rules.manifestOrder({ name: '@tsfx/unknown' })).toHaveLength(1)
    expect(rules.manifestOrder(manifest)).toEqual([])
  })
})
