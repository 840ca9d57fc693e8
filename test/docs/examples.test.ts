/** @file The examples of docs/ are files that run: what a page shows is what is tested here. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { emit, floatPasses, interpret, printGraph, runPasses, trace } from 'tsfx'
import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, describe, expect, it } from 'vitest'
import { registerModule, runNode } from '../setup/runNode.ts'
import { fuseSwish } from './examples/fuseSwish.ts'
import { swish } from './examples/swish.ts'
import { fuseSwishByFunctions } from './examples/swishFunctions.ts'
import { swishPipeline } from './examples/swishPipeline.ts'
import { fuseSwishByRule } from './examples/swishRule.ts'

const examples = fileURLToPath(new URL('./examples/', import.meta.url))
const pagePath = (page: string): string => fileURLToPath(new URL(`../../docs/${page}`, import.meta.url))
const PAGES = ['add-an-op.md', 'add-a-pass.md', 'capture.md', 'writing-passes.md']
/** A block that shows a file of examples/, and the block behind it that shows what the file prints. */
const EXAMPLE = /<!-- example: (\S+) -->\n```ts\n[\s\S]*?```\n(?:\n```(text|mermaid)\n[\s\S]*?```\n)?/g

const pages = new Map(PAGES.map((page) => [page, readFileSync(pagePath(page), 'utf8')]))
const shown = [
  ...new Set([...pages.values()].flatMap((page) => [...page.matchAll(EXAMPLE)].map(([, file]) => file!))),
]
const code = (file: string): string => readFileSync(examples + file, 'utf8')

/** Runs the files that pages show, in the order of the pages. */
function printedByExamples(): ReadonlyMap<string, string> {
  const paths = shown.map((file) => `./examples/${file}`)
  const run = ['--import', registerModule, 'runExamples.mjs', JSON.stringify(paths)]
  const { status, stdout, stderr } = runNode(run, fileURLToPath(new URL('.', import.meta.url)))
  if (status !== 0) throw new Error(`an example failed: ${stderr}`)
  const printed: Record<string, string> = JSON.parse(stdout)
  return new Map(shown.map((file, i) => [file, printed[paths[i]!]!.trimEnd()]))
}

/** The page as it should be: the code of each file, and what it prints when it prints something. */
const rendered = (page: string, printed: ReadonlyMap<string, string>): string =>
  page.replace(EXAMPLE, (_, file: string, language = 'text') => {
    const output = printed.get(file)
    const block = output ? `\n\`\`\`${language}\n${output}\n\`\`\`\n` : ''
    return `<!-- example: ${file} -->\n\`\`\`ts\n${code(file)}\`\`\`\n${block}`
  })

describe('examples in docs', () => {
  let printed: ReadonlyMap<string, string>
  beforeAll(() => {
    printed = printedByExamples()
  })

  // Snapshots of themselves: after a change, `vitest run test/docs -u` writes code and output into the pages.
  it.each([...pages])('%s shows the files that run here, and what they print', async (page, text) => {
    await expect(rendered(text, printed)).toMatchFileSnapshot(pagePath(page))
  })

  it('are files of under 30 lines, each on a page', () => {
    const files = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    )
    expect([...shown].sort()).toEqual(files.sort())
    expect(shown.filter((file) => code(file).trimEnd().split('\n').length >= 30)).toEqual([])
  })

  it('writing-passes.md has no code that is not run', () => {
    const rest = pages.get('writing-passes.md')!.replace(EXAMPLE, '')
    expect(rest).not.toMatch(/^```/m)
  })

  it('swish computes, is one node, and is printed as a call that is imported', () => {
    const forward = (x: tf.Tensor): tf.Tensor => tf.relu(swish({ x, beta: 2 }))
    const graph = trace(forward, { x: [null, 4] })
    expect(printGraph(graph, { places: false })).toContain('swish(x, beta=2)')
    const x = tf.tensor2d([[-1, 0, 1, 2]])
    expect((interpret(graph, { x }) as tf.Tensor).dataSync()).toEqual(forward(x).dataSync())
    const code = String(
      emit(graph, { name: 'net', outDir: new URL('./examples/', import.meta.url).pathname })['net.fx.ts'],
    )
    expect(code).toContain("import { swish } from './swish.ts'")
    expect(code).toContain('swish({ x, beta: 2 })')
  })

  it('swishPipeline runs fuseSwish until nothing changes, and holds it to its fact', () => {
    const twice = (x: tf.Tensor): tf.Tensor => {
      const y = tf.mul(x, tf.sigmoid(x))
      return tf.mul(y, tf.sigmoid(y))
    }
    const { graph, records } = swishPipeline.run(trace(twice, { x: [null, 4] }))
    expect(graph.nodes.filter((node) => node.isOp('swish'))).toHaveLength(2)
    expect(records.at(-1)?.round).toBe('swishes, round 2')
    const gate = trace((x: tf.Tensor) => tf.sigmoid(x), { x: [null, 4] })
    expect(() => swishPipeline.run(gate)).toThrow(
      /TSFX2003 pass fuseSwish \(swishes, round 1; .* is a sigmoid/,
    )
  })

  it.each([fuseSwishByRule, fuseSwishByFunctions])('$name does the same, and says why not', (pass) => {
    const gated = (x: tf.Tensor): tf.Tensor => tf.mul(tf.sigmoid(x), x)
    const { graph, records } = runPasses(trace(gated, { x: [null, 4] }), [pass])
    expect(printGraph(graph, { places: false })).toContain('swish(x, beta=1)')
    expect(Object.values(records[0]!.firings)).toEqual([1])
    const reused = (x: tf.Tensor): tf.Tensor => {
      const gate = tf.sigmoid(x)
      return tf.add(tf.mul(x, gate), gate)
    }
    const { records: left } = runPasses(trace(reused, { x: [null, 4] }), [pass])
    expect(left[0]!.nearMisses[0]?.reason).toMatch(/sigmoid '.*': its value is also used by add '.*'/)
  })

  it('fuseSwish makes one node of two, and leaves a sigmoid that is used again', () => {
    const gated = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.sigmoid(x))
    const traced = trace(gated, { x: [null, 4] })
    const { graph, records } = runPasses(traced, [...floatPasses, fuseSwish])
    expect(graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)).toEqual([
      'swish',
    ])
    expect(records.at(-1)).toMatchObject({ name: 'fuseSwish', changed: 2 })
    const x = tf.tensor2d([[-1, 0, 1, 2]])
    const expected = gated(x).dataSync()
    ;(interpret(graph, { x }) as tf.Tensor).dataSync().forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 6)
    })

    const shared = trace((y: tf.Tensor) => tf.add(tf.mul(y, tf.sigmoid(y)), tf.sigmoid(y)), { y: [null, 4] })
    const reused = trace(
      (y: tf.Tensor) => {
        const gate = tf.sigmoid(y)
        return tf.add(tf.mul(y, gate), gate)
      },
      { y: [null, 4] },
    )
    expect(runPasses(shared, [fuseSwish]).graph.nodes.some((node) => node.isOp('swish'))).toBe(true)
    expect(runPasses(reused, [fuseSwish]).graph.nodes.some((node) => node.isOp('swish'))).toBe(false)
  })
})
