import { describe, expect, it } from 'vitest'
import { generatedOfSource } from './generatedPlaces.ts'

const TEXT = `  forward(x) {
    const xQ = q.quantize(x, { scale: 1 });
    let edges = q.conv2d(xQ, stem, {
      pad: 'same',
    });
    edges = q.relu(edges);
    edges = q.relu(edges);
    return edges;
  }`

/** A map as it is emitted: a mark on each line of a statement, and one to nothing at the start of the line behind it. */
function mapOf(statements: readonly (readonly [first: number, last: number, original: number])[]): string {
  const mappings: number[][][] = TEXT.split('\n').map(() => [])
  for (const [first, last, original] of statements) {
    for (let line = first; line <= last; line++) {
      const column = (TEXT.split('\n')[line - 1] as string).search(/\S/)
      mappings[line - 1]?.push([column, 0, original - 1, 4])
    }
    mappings[last]?.push([0])
  }
  return JSON.stringify({ version: 3, names: [], sources: ['net.ts'], mappings })
}

describe('generatedOfSource', () => {
  const map = mapOf([
    [2, 2, 10],
    [3, 5, 10],
    [6, 6, 12],
    [7, 7, 12],
  ])
  const linesOf = (line: number) =>
    generatedOfSource({ file: '/models/net.ts', line, column: 5 }, { text: TEXT, map }, '/models').map(
      (position) => position.line,
    )

  it('gives each statement of a place once, also where they follow each other', () => {
    expect(linesOf(12)).toEqual([5, 6])
    expect(linesOf(11)).toEqual([])
  })

  it('gives the op before what converts its input', () => {
    expect(linesOf(10)).toEqual([2, 1])
  })
})
