/** @file The pages of the transforms: whole, and with graphs that are what the passes make. */
import '@tensorflow/tfjs-backend-cpu'
import { readdirSync, readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { type Arg, type Args, type FxNode, type Graph, printGraph } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { eliminateDeadCode } from '../eliminateDeadCode.ts'
import { BATCH, buildGraph, type GraphBuilder } from '../graphs.fixture.ts'
import type { Pass } from '../manager/pass.ts'
import { applyPass } from './applyPass.fixture.ts'
import { canonicalise } from './canonicalise.ts'
import { printCanonicalRules } from './canonicalRules.ts'
import { decompose } from './decompose.ts'
import { eliminateCommonSubexpressions } from './eliminateCommonSubexpressions.ts'
import { foldConstants } from './foldConstants.ts'
import { replaceOp } from './replaceOp.ts'
import { retypeInputsPass } from './retypeInputs.ts'
import { Transformer, transformerPass } from './transformer.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

class DropDropout extends Transformer {
  protected override callFunction(node: FxNode, args: Args): Arg {
    return node.isOp('dropout') ? args.x! : super.callFunction(node, args)
  }
}

interface Page {
  readonly file: string
  readonly pass: Pass
  /** The graph of the page's example. */
  readonly example: Parameters<typeof buildGraph>[0]
}

const x5 = (g: GraphBuilder) => g.input('x', [BATCH, 5])
const thenDeadCode = (pass: Pass, graph: Graph) =>
  applyPass(applyPass(graph, pass).graph, eliminateDeadCode).graph

const pages: readonly Page[] = [
  {
    file: '20-eliminateCommonSubexpressions.md',
    pass: eliminateCommonSubexpressions,
    example: (g) => {
      const [x, y] = [g.input('x', [BATCH, 4]), g.input('y', [BATCH, 4])]
      const gate = g.op('sigmoid', 'gate', { x: g.op('add', 'sum', { a: x, b: y }) })
      const again = g.op('sigmoid', 'again', { x: g.op('add', 'sum2', { a: y, b: x }) })
      return g.op('mul', 'result', { a: gate, b: again })
    },
  },
  {
    file: '21-foldConstants.md',
    pass: foldConstants,
    example: (g) => {
      const x = g.input('x', [BATCH, 3])
      return g.op('mul', 'y', { a: x, b: g.op('sigmoid', 'gate', { x: g.param('scale', [3]) }) })
    },
  },
  {
    file: '22-canonicalise.md',
    pass: canonicalise,
    example: (g) => {
      const rows = g.op('reshape', 'rows', { x: g.input('x', [BATCH, 2, 2, 3]), shape: [BATCH, 4, 3] })
      const flat = g.op('reshape', 'flat', { x: rows, shape: [BATCH, 12] })
      const scaled = g.op('mul', 'scaled', { a: flat, b: g.param('one', [], 1) })
      return g.op('relu6', 'y', { x: g.op('relu', 'clamped', { x: scaled }) })
    },
  },
  {
    file: '23-decompose.md',
    pass: decompose({ relu6: ({ x }: { x: tf.Tensor }) => tf.sub(tf.relu(x), tf.relu(tf.sub(x, 6))) }),
    example: (g) => g.op('relu6', 'clamped', { x: x5(g) }),
  },
  {
    file: '24-replaceOp.md',
    pass: replaceOp('matMul', 'linear', ({ a, b }) => ({ x: a, weight: b })),
    example: (g) => g.op('matMul', 'scores', { a: x5(g), b: g.param('fc.weight', [5, 2]) }),
  },
  {
    file: '25-transformer.md',
    pass: transformerPass(new DropDropout(), { name: 'dropDropout', summary: 'Drops dropout.' }),
    example: (g) => g.op('relu', 'y', { x: g.op('dropout', 'once', { x: x5(g), rate: 0.5 }) }),
  },
  {
    file: '26-retypeInputs.md',
    pass: retypeInputsPass({ x: [8, 32, 32, 3] }),
    example: (g) => {
      const x = g.input('x', [BATCH, 28, 28, 3])
      const h = g.op('maxPool', 'h', { x, filterSize: 2, strides: 2, pad: 'valid' })
      return g.op('flatten', 'features', { x: h, rows: BATCH })
    },
  },
]

const folder = new URL('../../../../docs/passes/', import.meta.url)
const SECTIONS = ['Purpose', 'Input invariants', 'Output guarantees', 'Algorithm', 'Edge cases', 'Example']
const block = (text: string): string => `\n\`\`\`\n${text}\n\`\`\`\n`

describe('docs/passes of the transforms', () => {
  it.each(pages)('$file is whole, and prints what the pass makes', ({ file, pass, example }) => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    const name = file.replace(/^\d+-|\.md$/g, '')
    expect(text.startsWith(`# ${name}\n`)).toBe(true)
    for (const section of SECTIONS) expect(text).toContain(`**${section}.**`)
    for (const fact of [...pass.requires, ...pass.ensures])
      expect(text).toContain(`\`${fact.name.split('(')[0]}`)
    const before = buildGraph(example)
    expect(text).toContain(block(printGraph(before, { places: false })))
    expect(text).toContain(block(printGraph(thenDeadCode(pass, before), { places: false })))
  })

  it('are all there', () => {
    expect(readdirSync(folder).filter((file) => /^2\d-/.test(file))).toEqual(pages.map(({ file }) => file))
  })

  it('list the rules of canonicalise as they print themselves', () => {
    expect(readFileSync(new URL('22-canonicalise.md', folder), 'utf8')).toContain(
      block(printCanonicalRules()),
    )
  })
})
