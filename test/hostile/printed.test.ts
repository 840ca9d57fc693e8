/** @file The graph of a hostile model in every form that people look at: as text, as JSON, as a drawing. */
import '@tensorflow/tfjs-backend-cpu'
import {
  diff,
  diffToDot,
  type Graph,
  graphFromJson,
  graphToDot,
  graphToJson,
  graphToMermaid,
  type Json,
  printDiff,
  printGraph,
  printProvenance,
  tabulateGraph,
} from '@tsfx/ir'
import { dotToSvg, graphToSvg } from '@tsfx/report'
import { instance } from '@viz-js/viz'
import { beforeAll, describe, expect, it } from 'vitest'
import { harmlessSvg } from './harmlessSvg.ts'
import { hostileGraph, hostileInt8 } from './hostileModel.ts'
import { HOSTILE } from './hostileTexts.ts'

/** What ends a line somewhere, moves a cursor, or turns the direction of text. */
const UNSEEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u

const TEXTS: readonly (readonly [string, (graphs: Pair) => string])[] = [
  ['print', ({ float }) => printGraph(float)],
  ['print of integers', ({ int8 }) => printGraph(int8)],
  ['table', ({ int8 }) => tabulateGraph(int8)],
  ['provenance', ({ int8 }) => int8.nodes.map(printProvenance).join('\n')],
  ['diff', ({ float, int8 }) => printDiff(diff(float, int8))],
  ['Mermaid', ({ int8 }) => graphToMermaid(int8, { params: true })],
  ['DOT', ({ int8 }) => graphToDot(int8, { params: true })],
]

interface Pair {
  readonly float: Graph
  readonly int8: Graph
}

async function pairOf(text: string): Promise<Pair> {
  const float = hostileGraph(text)
  return { float, int8: await hostileInt8(float, text) }
}

describe('the forms of a graph', () => {
  let plain: Pair
  beforeAll(async () => {
    plain = await pairOf('plain')
  })

  it.each(HOSTILE.map((text) => [text.slice(0, 60), text]))('%j is text in them', async (_, text) => {
    const pair = await pairOf(text)
    for (const [form, print] of TEXTS) {
      const printed = print(pair)
      expect(UNSEEN.exec(printed)?.[0], form).toBeUndefined()
      // As many lines as for any other name.
      if (form !== 'Mermaid' && form !== 'DOT')
        expect(printed.split('\n').length, form).toBe(print(plain).split('\n').length)
    }
    for (const graph of [pair.float, pair.int8]) {
      const json = JSON.stringify(graphToJson(graph))
      expect(JSON.stringify(graphToJson(graphFromJson(JSON.parse(json) as Json, graph.store)))).toBe(json)
    }
    const dot = graphToDot(pair.int8, { params: true })
    const { objects } = JSON.parse((await instance()).renderString(dot, { format: 'json' })) as {
      objects: { name: string; nodes?: unknown }[]
    }
    const boxes = objects.filter(({ name, nodes }) => !nodes && !name.startsWith('cluster_'))
    expect(boxes).toHaveLength(pair.int8.nodes.length)
    harmlessSvg(await graphToSvg(pair.float))
    harmlessSvg(await dotToSvg(diffToDot(pair.float, pair.int8)))
  })
})
