/** @file The text of a graph, pinned: people read it, diff it and grep it. */
import {
  Graph,
  multiplyDims,
  namedDim,
  printArg,
  printGraph,
  printType,
  Ref,
  tabulateGraph,
  tensorType,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { batch, chain, idOf, named, reluAdd, sketch } from './graphs.fixture.ts'

const lines = (graph: Graph): readonly string[] => printGraph(graph).split('\n')

describe('printGraph', () => {
  it('writes the signature, a line for each node, and the result', () => {
    expect(lines(reluAdd())).toEqual([
      'Net(x: float32[2])',
      '  y = relu(x)    : float32[2]',
      '  z = add(y, x)  : float32[2]',
      '  return z',
    ])
  })

  it('writes parameters with their path and type', () => {
    const graph = sketch((g) => g.op('add', { a: g.input('x'), b: g.param('head.bias', [1, 2]) }))
    expect(lines(graph)[1]).toBe('  head_bias = get_attr head.bias  : float32[2]')
  })

  it('writes an opaque module as a call of its path', () => {
    const graph = sketch((g) => g.module('blocks.0', g.input('x'), { name: 'y' }))
    expect(lines(graph)[1]).toBe('  y = this.blocks.0(x)  : float32[2]')
  })

  it('names plain arguments, leaves out nulls, and lets values stand bare', () => {
    const graph = sketch((g) =>
      g.op('maxPool', { x: g.input('x', [batch, 4, 4, 1]), filterSize: 2, strides: 2, pad: 'valid' }),
    )
    expect(lines(graph)[1]).toBe(
      '  maxPool = maxPool(x, filterSize=[2, 2], strides=[2, 2], pad=valid)  : float32[batch, 2, 2, 1]',
    )
    const mean = sketch((g) => g.op('mean', { x: g.input('x') }))
    expect(named(mean, 'mean').args.axis).toBeNull()
    expect(lines(mean)[1]).toBe('  mean = mean(x, keepDims=false)  : float32[]')
  })

  it('writes values inside lists and records of the result', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return { both: [x, g.op('relu', { x }, { name: 'y' })], k: 2 }
    })
    expect(lines(graph).at(-1)).toBe('  return {both: [x, y], k: 2}')
  })

  it('writes an item of a tuple or record as one would access it', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      const made = g.module('split', x, {
        name: 'parts',
        type: {
          kind: 'record',
          fields: {
            left: tensorType('float32', [2]),
            more: { kind: 'tuple', items: [tensorType('int32', [])] },
          },
        },
      })
      return [new Ref(made.node, 'left'), new Ref(made.node, 'more')]
    })
    expect(lines(graph)).toEqual([
      'Net(x: float32[2])',
      '  parts = this.split(x)  : { left: float32[2], more: (int32[]) }',
      '  return [parts.left, parts.more]',
    ])
  })

  it('writes the module, the place in the source and the pass behind a node', () => {
    const loc = { file: '/somewhere/net.ts', line: 12, column: 20 }
    const { graph } = reluAdd().edit((edit) => {
      edit.attributeTo('fold')
      edit.append({ kind: 'call_function', target: 'exp', scope: 'head.0', loc })
    })
    expect(lines(graph)[3]).toBe('  exp = exp()    : ?   # head.0  net.ts:12:20  by fold')
  })

  it('leaves places out when asked to', () => {
    const loc = { file: 'net.ts', line: 1, column: 1 }
    const graph = sketch((g) => g.op('relu', { x: g.input('x') }, { loc, scope: 'a' }))
    expect(printGraph(graph, { places: false })).toBe(
      'Net(x: float32[2])\n  relu = relu(x)  : float32[2]\n  return relu',
    )
  })

  it('is the same text for graphs made by different edits', () => {
    const base = reluAdd()
    const { graph, inverse } = base.edit((edit) => {
      edit.append({ kind: 'call_function', target: 'exp' })
      edit.replaceAllUsesWith(idOf(base, 'y'), idOf(base, 'x'))
    })
    expect(printGraph(graph)).not.toBe(printGraph(base))
    expect(printGraph(graph.apply(inverse))).toBe(printGraph(base))
  })

  it('writes a graph without nodes', () => {
    expect(printGraph(Graph.empty({ name: 'Nothing' }))).toBe('Nothing()')
  })

  it('quotes text of a model, so that it cannot pose as a line of the graph', () => {
    const graph = sketch((g) => g.module('a\n  return x', g.input('x'), { name: 'y' }))
    expect(lines(graph)).toHaveLength(3)
    expect(lines(graph)[1]).toBe('  y = this."a\\n  return x"(x)  : float32[2]')
  })
})

describe('tabulateGraph', () => {
  it('writes one aligned row for each node under a header', () => {
    expect(tabulateGraph(reluAdd()).split('\n')).toEqual([
      'kind           name    target  args          type        scope',
      '-------------  ------  ------  ------------  ----------  -----',
      'placeholder    x       x       {}            float32[2]',
      'call_function  y       relu    {x: x}        float32[2]',
      'call_function  z       add     {a: y, b: x}  float32[2]',
      'output         output  output  {value: z}    float32[2]',
    ])
  })

  it('writes as many rows as there are nodes', () => {
    expect(tabulateGraph(chain(20)).split('\n')).toHaveLength(2 + 22)
  })
})

describe('one argument', () => {
  const print = (arg: Parameters<typeof printArg>[0]) => printArg(arg, (ref) => `%${ref.node}`)

  it('prints numbers that JSON has no form for', () => {
    expect(print([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0])).toBe(
      '[Infinity, -Infinity, NaN, -0]',
    )
  })

  it('prints a dim as the polynomial that it is', () => {
    expect(print([multiplyDims(2, multiplyDims(namedDim('T'), batch)), batch])).toBe('[2*T*batch, batch]')
  })

  it('prints booleans, nulls and odd strings apart', () => {
    expect(print({ on: true, none: null, word: 'same', text: 'two words' })).toBe(
      '{on: true, none: null, word: same, text: "two words"}',
    )
  })
})

describe('a type', () => {
  it('prints unknown as a question mark', () => {
    expect(printType(null)).toBe('?')
  })

  it('prints dtype, named sizes and quantization', () => {
    const q = { scale: [0.5], zeroPoint: [-3], axes: [], qmin: -128, qmax: 127 }
    expect(printType(tensorType('int8', [batch, 3], q))).toBe('int8[batch, 3]{0.5, -3}')
  })
})
