import { describe, expect, it } from 'vitest'
import { Ref } from './arg.ts'
import { Graph } from './graph.ts'
import { smallGraph } from './graphs.fixture.ts'
import { printGraph } from './printGraph.ts'
import { tabulateGraph } from './tabulateGraph.ts'
import { toGraphlib } from './toGraphlib.ts'
import { tensorType } from './valueType.ts'

const hostile = (): Graph =>
  Graph.empty({ name: 'Net()\n  return evil' }).edit((edit) => {
    const type = tensorType('int8', [2], { scale: [0.25], zeroPoint: [-3], axes: [], qmin: -128, qmax: 127 })
    const x = edit.append({ kind: 'placeholder', target: 'x\ny', type })
    const args = {
      x: new Ref(x.id, 'a\nb'),
      text: 'two\nlines',
      list: [-0, Number.NaN, null, true],
      record: { 'a\n': 'same' },
      none: null,
    }
    edit.append({ kind: 'call_module', target: 'features\n.0', args, scope: 'a\nb' })
    edit.append({ kind: 'output', target: 'output', args: { value: { logits: new Ref(x.id, 1) } } })
  }).graph

describe('printGraph', () => {
  it('prints one line per node, with places', () => {
    expect(`\n${printGraph(smallGraph())}\n`).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 2])
        head_w = get_attr head.w  : float32[2]
        y = relu(x)               : float32[batch, 2]   # head  net.ts:3:9
        z = add(y, head_w)        : float32[batch, 2]
        return z
      "
    `)
  })

  it('leaves places out when asked', () => {
    expect(printGraph(smallGraph(), { places: false })).not.toContain('net.ts')
  })

  it('keeps hostile names on their line', () => {
    expect(`\n${printGraph(hostile())}\n`).toMatchInlineSnapshot(`
      "
      "Net()\\n  return evil"(x_y: int8[2]{0.25, -3})
        features_0 = this."features\\n.0"(x_y."a\\nb", text="two\\nlines", list=[-0, NaN, null, true], record={"a\\n": same})  : ?   # "a\\nb"
        return {logits: x_y[1]}
      "
    `)
  })
})

describe('tabulateGraph', () => {
  it('aligns one row per node', () => {
    expect(`\n${tabulateGraph(smallGraph())}\n`).toMatchInlineSnapshot(`
      "
      kind           name    target  args               type               scope
      -------------  ------  ------  -----------------  -----------------  -----
      placeholder    x       x       {}                 float32[batch, 2]
      get_attr       head_w  head.w  {}                 float32[2]
      call_function  y       relu    {x: x}             float32[batch, 2]  head
      call_function  z       add     {a: y, b: head_w}  float32[batch, 2]
      output         output  output  {value: z}         ?
      "
    `)
    expect(tabulateGraph(hostile()).split('\n')).toHaveLength(5)
  })
})

describe('toGraphlib', () => {
  it('has a vertex per node and an edge per use', () => {
    const view = toGraphlib(smallGraph())
    expect(view.nodes()).toEqual(['x', 'head_w', 'y', 'z', 'output'])
    expect(view.edges().map(({ v, w }) => `${v} -> ${w}`)).toEqual([
      'x -> y',
      'y -> z',
      'head_w -> z',
      'z -> output',
    ])
    expect(view.edge('head_w', 'z', 'b.0')).toBe('b')
    expect(view.node('y')?.target).toBe('relu')
  })

  it('keeps names apart that every JavaScript object has', () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', '__proto__']
    const { graph } = Graph.empty().edit((edit) => {
      for (const name of names) edit.append({ kind: 'placeholder', target: name, name })
      edit.append({ kind: 'output', target: 'output', args: { value: null } })
    })
    expect(toGraphlib(graph).nodes()).toEqual([
      'constructor',
      'toString',
      'hasOwnProperty',
      '__proto___',
      'output',
    ])
  })
})
