/** @file Editing of graphs and nodes: what each method changes, and what it leaves. */
import { Ref, verify } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { chain, idOf, named, names, reluAdd, sketch, usersOf } from './graphs.fixture.ts'

const call = (name: string) => ({ kind: 'call_function', target: 'relu', name }) as const

describe('inserting', () => {
  it('insertBefore puts the node directly before its anchor', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => edit.insertBefore(idOf(base, 'z'), call('fresh')))
    expect(names(graph)).toEqual(['x', 'y', 'fresh', 'z', 'output'])
  })

  it('insertAfter puts the node directly after its anchor', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => edit.insertAfter(idOf(base, 'x'), call('fresh')))
    expect(names(graph)).toEqual(['x', 'fresh', 'y', 'z', 'output'])
  })

  it('several nodes inserted before one anchor stand in the order in which they were inserted', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => {
      for (const name of ['a', 'b', 'c']) edit.insertBefore(idOf(base, 'y'), call(name))
    })
    expect(names(graph)).toEqual(['x', 'a', 'b', 'c', 'y', 'z', 'output'])
  })

  it('several nodes inserted after one anchor stand last inserted first', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => {
      for (const name of ['a', 'b']) edit.insertAfter(idOf(base, 'x'), call(name))
    })
    expect(names(graph)).toEqual(['x', 'b', 'a', 'y', 'z', 'output'])
  })

  it('insertions at two places do not disturb each other', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => {
      edit.insertBefore(idOf(base, 'y'), call('a'))
      edit.insertBefore(idOf(base, 'z'), call('b'))
      edit.insertBefore(idOf(base, 'y'), call('c'))
    })
    expect(names(graph)).toEqual(['x', 'a', 'c', 'y', 'b', 'z', 'output'])
  })

  it('append keeps the output node last', () => {
    const { graph } = reluAdd().edit((edit) => edit.append(call('late')))
    expect(names(graph)).toEqual(['x', 'y', 'z', 'late', 'output'])
  })

  it('an inserted node may be the anchor of the next', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => {
      const first = edit.insertAfter(idOf(base, 'x'), call('first'))
      edit.insertAfter(first.id, { ...call('second'), args: { x: new Ref(first.id) } })
    })
    expect(names(graph)).toEqual(['x', 'first', 'second', 'y', 'z', 'output'])
    expect(usersOf(graph, 'first')).toEqual(['second'])
  })
})

describe('users', () => {
  it('a node that uses a value twice is one user of it', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return g.op('add', { a: x, b: x }, { name: 'twice' })
    })
    expect(usersOf(graph, 'x')).toEqual(['twice'])
  })

  it('users stand in execution order, whatever the order of the edits', () => {
    const base = reluAdd()
    const x = new Ref(idOf(base, 'x'))
    const { graph } = base.edit((edit) =>
      edit.insertBefore(idOf(base, 'y'), { ...call('early'), args: { x } }),
    )
    expect(usersOf(graph, 'x')).toEqual(['early', 'y', 'z'])
  })

  it('uses inside lists and records count', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return { pair: [x, { deep: g.op('relu', { x }, { name: 'y' }) }] }
    })
    expect(usersOf(graph, 'x')).toEqual(['y', 'output'])
    expect(usersOf(graph, 'y')).toEqual(['output'])
  })

  it('a node without users has none', () => {
    expect(usersOf(reluAdd(), 'output')).toEqual([])
  })

  it('inputs of a node are listed once each, in the order of its arguments', () => {
    const graph = sketch((g) => {
      const [x, y] = [g.input('x'), g.input('y')]
      return g.op('concat', { xs: [y, x, y] }, { name: 'joined' })
    })
    const inputs = graph.inputsOf(idOf(graph, 'joined')).map((node) => node.name)
    expect(inputs).toEqual(['y', 'x'])
  })

  it('new arguments take the node from the users of the old inputs to those of the new', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => {
      const y = new Ref(idOf(base, 'y'))
      edit.setArgs(idOf(base, 'z'), { a: y, b: y })
    })
    expect(usersOf(graph, 'x')).toEqual(['y'])
    expect(usersOf(graph, 'y')).toEqual(['z'])
  })

  it('within an edit users are as they are at the moment', () => {
    const base = reluAdd()
    const [x, y, z] = ['x', 'y', 'z'].map((name) => idOf(base, name)) as [never, never, never]
    base.edit((edit) => {
      edit.setArgs(z, { a: new Ref(x), b: new Ref(x) })
      expect(edit.users(x)).toEqual([y, z])
      expect(edit.users(y)).toEqual([])
      edit.erase(y)
      expect(edit.users(x)).toEqual([z])
    })
  })
})

describe('arguments', () => {
  it('one argument can be changed while the others stay', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => {
      const z = edit.node(idOf(base, 'z'))
      edit.setArgs(z.id, { ...z.args, a: new Ref(idOf(base, 'x')) })
    })
    expect(named(graph, 'z').args).toEqual({ a: new Ref(idOf(base, 'x')), b: new Ref(idOf(base, 'x')) })
  })

  it('an argument can be added to a list', () => {
    const base = sketch((g) => {
      const [x, y] = [g.input('x'), g.input('y')]
      g.op('concat', { xs: [x] }, { name: 'joined' })
      return y
    })
    const { graph } = base.edit((edit) => {
      const { id, args } = edit.node(idOf(base, 'joined'))
      edit.setArgs(id, { ...args, xs: [new Ref(idOf(base, 'y')), ...(args.xs as readonly Ref[])] })
    })
    expect(graph.inputsOf(idOf(graph, 'joined')).map((node) => node.name)).toEqual(['y', 'x'])
  })

  it('a change of the target keeps identity, name, place and uses', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => edit.update(idOf(base, 'y'), { target: 'sigmoid' }))
    expect(named(graph, 'y').target).toBe('sigmoid')
    expect(named(graph, 'y').id).toBe(idOf(base, 'y'))
    expect(names(graph)).toEqual(names(base))
    expect(usersOf(graph, 'y')).toEqual(['z'])
  })
})

describe('replacing uses', () => {
  it('replaceAllUsesWith leaves the old node without users and in its place', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => edit.replaceAllUsesWith(idOf(base, 'y'), idOf(base, 'x')))
    expect(usersOf(graph, 'y')).toEqual([])
    expect(usersOf(graph, 'x')).toEqual(['y', 'z'])
    expect(names(graph)).toEqual(names(base))
  })

  it('replaceAllUsesWith with a filter replaces in the users that the filter accepts', () => {
    const base = sketch((g) => {
      const x = g.input('x')
      const y = g.op('relu', { x }, { name: 'y' })
      return [g.op('tanh', { x: y }, { name: 'kept' }), g.op('exp', { x: y }, { name: 'changed' })]
    })
    const { graph } = base.edit((edit) =>
      edit.replaceAllUsesWith(idOf(base, 'y'), idOf(base, 'x'), (user) => user.name === 'changed'),
    )
    expect(usersOf(graph, 'y')).toEqual(['kept'])
    expect(usersOf(graph, 'x')).toEqual(['y', 'changed'])
  })

  it('every use inside nested arguments is replaced, and everything around it stays', () => {
    const base = sketch((g) => {
      const x = g.input('x')
      const y = g.op('relu', { x }, { name: 'y' })
      return { list: [y, [y, x]], k: 3 }
    })
    const x = new Ref(idOf(base, 'x'))
    const { graph } = base.edit((edit) => edit.replaceAllUsesWith(idOf(base, 'y'), x))
    expect(graph.output?.args.value).toEqual({ list: [x, [x, x]], k: 3 })
  })

  it('a node put behind another keeps that node as its own input', () => {
    const base = reluAdd()
    const y = idOf(base, 'y')
    const { graph } = base.edit((edit) => {
      const behind = edit.insertAfter(y, { ...call('behind'), args: { x: new Ref(y) } })
      edit.replaceAllUsesWith(y, behind.id)
    })
    expect(usersOf(graph, 'y')).toEqual(['behind'])
    expect(usersOf(graph, 'behind')).toEqual(['z'])
    verify(graph)
  })

  it('replaceInputWith changes the uses in one node and no other', () => {
    const base = sketch((g) => {
      const x = g.input('x')
      const y = g.op('relu', { x }, { name: 'y' })
      return [g.op('add', { a: y, b: y }, { name: 'both' }), g.op('exp', { x: y }, { name: 'other' })]
    })
    const { graph } = base.edit((edit) =>
      edit.replaceInputWith(idOf(base, 'both'), idOf(base, 'y'), idOf(base, 'x')),
    )
    expect(usersOf(graph, 'y')).toEqual(['other'])
    expect(usersOf(graph, 'x')).toEqual(['y', 'both'])
  })
})

describe('erasing and moving', () => {
  it('erase takes the node out of the order and from the users of its inputs', () => {
    const base = chain(2)
    const { graph } = base.edit((edit) => {
      edit.replaceAllUsesWith(idOf(base, 'r_1'), idOf(base, 'r'))
      edit.erase(idOf(base, 'r_1'))
    })
    expect(names(graph)).toEqual(['x', 'r', 'output'])
    expect(usersOf(graph, 'r')).toEqual(['output'])
  })

  it('nodes may be erased while the nodes of the version are walked', () => {
    const base = sketch((g) => {
      const x = g.input('x')
      for (const name of ['a', 'b', 'c']) g.op('relu', { x }, { name })
      return x
    })
    const { graph } = base.edit((edit) => {
      for (const node of base.nodes) if (node.isOp('relu')) edit.erase(node.id)
    })
    expect(names(graph)).toEqual(['x', 'output'])
  })

  it('moveBefore and moveAfter change the place and nothing else', () => {
    const base = sketch((g) => {
      const x = g.input('x')
      const [a, b] = ['a', 'b'].map((name) => g.op('relu', { x }, { name }))
      return [a!, b!]
    })
    const before = base.edit((edit) => edit.moveBefore(idOf(base, 'b'), idOf(base, 'a'))).graph
    const after = base.edit((edit) => edit.moveAfter(idOf(base, 'a'), idOf(base, 'b'))).graph
    for (const graph of [before, after]) {
      expect(names(graph)).toEqual(['x', 'b', 'a', 'output'])
      expect(named(graph, 'b')).toBe(named(base, 'b'))
      expect(graph.output).toBe(base.output)
    }
  })

  it('a node moved before itself stays where it is', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => edit.moveBefore(idOf(base, 'y'), idOf(base, 'y')))
    expect(names(graph)).toEqual(names(base))
  })
})

describe('versions', () => {
  it('an edit leaves the version it began from as it was', () => {
    const base = reluAdd()
    const before = [names(base), named(base, 'z').args, usersOf(base, 'x')]
    base.edit((edit) => {
      edit.replaceAllUsesWith(idOf(base, 'y'), idOf(base, 'x'))
      edit.erase(idOf(base, 'y'))
      edit.update(idOf(base, 'z'), { name: 'renamed' })
    })
    expect([names(base), named(base, 'z').args, usersOf(base, 'x')]).toEqual(before)
  })

  it('two edits of one version do not see each other', () => {
    const base = reluAdd()
    const left = base.edit((edit) => edit.append(call('left'))).graph
    const right = base.edit((edit) => edit.append(call('right'))).graph
    expect(left.find('right')).toBeNull()
    expect(right.find('left')).toBeNull()
  })

  it('an edit that changes nothing gives the same version back', () => {
    const base = reluAdd()
    expect(base.edit(() => undefined).graph).toBe(base)
  })

  it('an edit that throws changes nothing', () => {
    const base = reluAdd()
    const failing = () =>
      base.edit((edit) => {
        edit.append(call('half'))
        throw new RangeError('stop here')
      })
    expect(failing).toThrow('stop here')
    expect(base.find('half')).toBeNull()
  })

  it('a node that no edit touched is the same object in the next version', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => edit.update(idOf(base, 'y'), { target: 'tanh' }))
    expect(named(graph, 'z')).toBe(named(base, 'z'))
    expect(named(graph, 'y')).not.toBe(named(base, 'y'))
  })

  it('the inverse patches lead back to the version before', () => {
    const base = reluAdd()
    const { graph, inverse, patches } = base.edit((edit) => {
      edit.replaceAllUsesWith(idOf(base, 'y'), idOf(base, 'x'))
      edit.erase(idOf(base, 'y'))
    })
    expect(graph.apply(inverse).state).toEqual(base.state)
    expect(base.apply(patches).state).toEqual(graph.state)
  })

  it('ids of erased nodes are not given again', () => {
    const base = chain(1)
    const { graph, result } = base.edit((edit) => {
      const gone = edit.append(call('gone')).id
      edit.erase(gone)
      return { gone, next: edit.append(call('next')).id }
    })
    expect(result.next).toBeGreaterThan(result.gone)
    expect(graph.has(result.gone)).toBe(false)
  })

  it('a node keeps its id through edits of itself and of others, so a Map by id holds tags', () => {
    const base = reluAdd()
    const tags = new Map([[idOf(base, 'z'), 'the sum']])
    const { graph } = base.edit((edit) => {
      edit.insertBefore(idOf(base, 'z'), call('fresh'))
      edit.update(idOf(base, 'z'), { name: 'total', target: 'mul' })
      edit.moveAfter(idOf(base, 'z'), edit.append(call('late')).id)
    })
    expect(graph.nodes.filter((node) => tags.has(node.id)).map((node) => node.name)).toEqual(['total'])
  })

  it('edit hands back what the recipe returns', () => {
    const { graph, result } = reluAdd().edit((edit) => edit.append(call('made')))
    expect(graph.node(result.id)).toBe(result)
  })
})
