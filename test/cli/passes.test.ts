/** @file What the CLI shows of passes: the list of them, a dump after each, and a table of what they did. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project, SMALL_NET } from './models.ts'

const images = writeNpy(
  Float32Array.from({ length: 8 * 36 }, (_, i) => ((i * 7919) % 101) / 100),
  [8, 6, 6, 1],
)
const trace = ['trace', 'net.ts#SmallNet', '--input', 'x:?,6,6,1']
const quantize = ['quantize', 'net.ts#smallNet', '--calibration', 'x.npy', '--out', 'out']
const commands = {
  list: ['passes'],
  one: ['passes', 'foldBatchNorm'],
  rules: ['passes', 'fuseBias'],
  misspelt: ['passes', 'batchnorm'],
  nameless: ['passes', ''],
  help: ['passes', '--help'],
  traced: [...trace, '--fuse', '--passes', '--dump', 'traced'],
  again: [...trace, '--fuse', '--dump', 'traced'],
  withoutFuse: [...trace, '--dump', 'unfused'],
  table: [...trace, '--print', 'table'],
  dot: [...trace, '--print', 'dot'],
  mermaid: [...trace, '--print', 'mermaid'],
  svg: [...trace, '--print', 'svg'],
  picture: [...trace, '--print', 'picture'],
  part: [...trace, '--fuse', '--skip', 'foldBatchNorm', '--stop-after', 'fuseActivation', '--passes'],
  unknown: [...trace, '--fuse', '--skip', 'foldBatchnorm'],
  foreign: [...trace, '--fuse', '--dump', '.'],
  inside: [...quantize, '--dump', 'out/passes'],
  quantized: [...quantize, '--dump', 'quantized', '--passes'],
}

describe('tsfx and its passes', () => {
  const folder = project({ 'net.ts': SMALL_NET, 'x.npy': images })
  const runs = {} as Record<keyof typeof commands, NodeRun>
  beforeAll(() => {
    const results = runTsfx(Object.values(commands), folder)
    for (const [i, name] of Object.keys(commands).entries())
      runs[name as keyof typeof commands] = results[i] as NodeRun
  })
  const content = (file: string): string => readFileSync(join(folder, file), 'utf8')

  it('lists all passes that have a page, with their facts', () => {
    const pages = readdirSync(new URL('../../docs/passes/', import.meta.url))
    for (const page of pages) expect(runs.list.stdout).toContain(page.replace(/^\d+-|\.md$/g, ''))
    expect(runs.list.stdout).toMatch(/foldBatchNorm +Folds batchNorm.*\n +ensures batchNormFolded/)
    expect(runs.help.stdout).toContain('tsfx passes [name] [options]\n')
  })

  it('describes one, with its page', () => {
    expect(runs.one.stdout).toContain('batchNormFolded: no batchNorm is left')
    const page = /docs\/passes\/\S+/.exec(runs.one.stdout)![0]
    expect(existsSync(new URL(`../../${page}`, import.meta.url))).toBe(true)
    expect(runs.rules.stdout).toMatch(/\n {2}mergeBias: add\(.*\n {4}A parameter that is added/)
    expect(runs.misspelt.stderr).toContain("did you mean 'foldBatchNorm'?")
    expect(runs.misspelt.status).toBe(1)
    expect(runs.nameless).toMatchObject({ status: 1, stdout: '' })
    expect(runs.nameless.stderr).toContain("there is no pass ''")
    expect(runs.nameless.stderr).not.toContain('did you mean')
  })

  it('dumps the graph after each pass, and what the pass changed', () => {
    expect(runs.traced.status).toBe(0)
    const files = readdirSync(join(folder, 'traced'))
    expect(files.filter((file) => file.endsWith('.txt'))).toEqual([
      '0000-traced.txt',
      '0001-inferTypes.txt',
      '0002-removeDropout.txt',
      '0003-eliminateDeadCode.txt',
      '0004-fuseBias.txt',
      '0005-foldBatchNorm.txt',
      '0006-fuseActivation.txt',
      '0007-eliminateDeadCode.txt',
    ])
    expect(content('traced/0000-traced.txt')).toContain('edges = relu(')
    expect(content('traced/0006-fuseActivation.txt')).toContain('activation=relu')
    expect(content('traced/0006-fuseActivation.diff')).toMatch(/^- .*relu\(/m)
    expect(content('traced/0006-fuseActivation.dot')).toMatch(/^digraph/)
    expect(content('traced/0001-inferTypes.diff')).toBe('no difference\n')
    expect(files).not.toContain('0001-inferTypes.dot')
  })

  it('writes over its own dump, and over nothing else', () => {
    expect(runs.again).toMatchObject({ status: 0, stderr: '' })
    expect(runs.foreign.stderr).toContain('TSFX7003')
    expect(runs.withoutFuse.stderr).toContain('--fuse')
    expect(runs.inside.stderr).toContain('lies inside of --out')
    expect(existsSync(join(folder, 'unfused'))).toBe(false)
  })

  it('prints a graph in the form asked for', () => {
    expect(runs.table.stdout).toMatch(/^kind +name +target/)
    expect(runs.dot.stdout).toMatch(/^digraph/)
    expect(runs.mermaid.stdout).toMatch(/^(---|flowchart|%%)/)
    expect(runs.svg.stdout).toMatch(/^<svg /)
    expect(runs.picture.stderr).toContain('--print must be one of text, table, dot, mermaid, svg')
  })

  it('prints what each pass did', () => {
    expect(runs.traced.stdout).toMatch(/pass +changed +ms +checks ms +rules/)
    expect(runs.traced.stdout).toMatch(/fuseActivation +\d+ +\d+\.\d/)
    expect(runs.again.stdout).not.toContain('checks ms')
  })

  it('runs a part of the passes', () => {
    const ran = [...runs.part.stdout.matchAll(/^(\w+) +\d+ +\d+\.\d/gm)].map(([, name]) => name)
    expect(ran).toEqual([
      'inferTypes',
      'removeDropout',
      'eliminateDeadCode',
      'fuseBias',
      'fuseActivation',
      'total',
    ])
    expect(runs.unknown.stderr).toContain('TSFX2007')
  })

  it('follows a graph through all pipelines of quantize', () => {
    expect(runs.quantized).toMatchObject({ status: 0, stderr: '' })
    const texts = readdirSync(join(folder, 'quantized')).filter((file) => file.endsWith('.txt'))
    expect(texts.map((file) => file.replace('.txt', '')).slice(8)).toEqual([
      '0008-inferTypes',
      '0009-matMulToLinear',
      '0010-insertPoints',
      '0011-convertToReference',
      '0012-lowerOps',
      '0013-removeStubs',
      '0014-quantizeConstants',
      '0015-cancelPairs',
      '0016-eliminateDeadCode',
    ])
    expect(content('quantized/0016-eliminateDeadCode.txt')).toContain('rounding: float32')
    expect(runs.quantized.stdout).toContain('cancelPairs')
  })
})
