import { FxNode, type NodeId, type NodeKind, type NodeSource } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { fusedPlaces } from './fusedPlaces.ts'

const place = (line: number) => ({ file: 'net.ts', line, column: 1 })
const source = (target: string, line: number, kind: NodeKind = 'call_function'): NodeSource => ({
  ...{ name: target, kind, target, scope: '', pass: null, from: [] },
  loc: place(line),
})

/** The texts that lead to lines of their own, for a statement made of ops at lines 1, 2, ...; its own line is the first. */
function fused(text: string, from: readonly NodeSource[]): readonly [string, number][] {
  const node = new FxNode(0 as NodeId, {
    ...{ kind: 'call_function', target: 'q.conv2d', args: {}, name: 'y', type: null, scope: '' },
    loc: place(1),
    meta: { from },
  })
  const lines = text.split('\n')
  const places = fusedPlaces(node, text)
  return places.flatMap(({ line, column, loc }, i) => {
    if (loc === null) return []
    const end = places[i + 1]!
    expect(end).toMatchObject({ line, loc: null })
    return [[lines[line]!.slice(column, end.column), loc.line]]
  })
}

const THREE = [source('conv2d', 1), source('batchNorm', 2), source('relu', 3)]

describe('the places of what was fused', () => {
  it('are at the activation, and at what stands behind the input', () => {
    expect(fused("const y = q.conv2d(x, conv[0], { pad: 1, activation: 'relu' });", THREE)).toEqual([
      ['conv[0]', 2],
      ["activation: 'relu'", 3],
    ])
    expect(
      fused("return tf.fused.conv2d({\n  x, filter: conv.weight,\n  activation: 'relu',\n});", THREE),
    ).toEqual([
      ['filter: conv.weight', 2],
      ["activation: 'relu'", 3],
    ])
    expect(fused("y = q.add(a, b, { activation: 'relu' }) as T; // [1]", [THREE[0]!, THREE[2]!])).toEqual([
      ["activation: 'relu'", 3],
    ])
  })

  it('are none of the own place, of weights, and of what has no room', () => {
    expect(fused('const y = q.relu(x);', THREE)).toEqual([])
    expect(fused('const y = q.add(x, z);', [source('add', 1), source('w', 2, 'get_attr')])).toEqual([])
    expect(fused("const y = q.add('a(', z);", [source('add', 1)])).toEqual([])
  })
})
