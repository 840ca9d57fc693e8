/** @file Capture does not depend on the order of imports; where it cannot work, it refuses and says what to do. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { registerModule, runNode } from '../setup/runNode.ts'

const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url))
const OPS = 'x weight matMul relu output'

describe('capture', () => {
  it.each([
    ['a model imported before tsfx', 'modelFirst.mjs', ['--import', registerModule], OPS],
    ['a model imported after tsfx', 'tsfxFirst.mjs', ['--import', registerModule], OPS],
    ['a model of the union package, with chained methods', 'union.mjs', ['--import', registerModule], OPS],
    ["a model imported after 'tsfx/register'", 'registerImported.mjs', [], OPS],
    [
      'a model of layers only, with tfjs bound by hand',
      'layersOnly.mjs',
      [],
      'x head.weight head.bias linear output',
    ],
  ])('sees %s', (_, script, options, ops) => {
    const { stdout, stderr } = runNode([...options, script], fixtures)
    expect(stdout.trim()).toBe(ops)
    expect(stderr).not.toContain('Error')
  })

  it('refuses an import of a file inside tfjs-core, and says that registering is not what is missing', () => {
    const { stdout } = runNode(['--import', registerModule, 'deepImport.mjs'], fixtures)
    expect(stdout).toMatch(/^TSFX1008 tf\.relu [\s\S]*deepImport\.mjs:12:12/)
    expect(stdout).toContain("fix: import it from '@tensorflow/tfjs-core' itself")
    expect(stdout).not.toContain('tsfx/register')
  })

  it.each([
    ['a model imported before tsfx/register', 'registerTooLate.mjs'],
    ['a model whose tfjs was bound by hand', 'boundByHand.mjs'],
    ['a model when nothing was prepared', 'modelFirst.mjs'],
  ])('refuses %s, with the fix', (_, script) => {
    const { stdout } = runNode([script], fixtures)
    expect(stdout).toMatch(/^TSFX(10|05)\d\d /)
    expect(stdout).toContain('tsfx/register')
  })
})
