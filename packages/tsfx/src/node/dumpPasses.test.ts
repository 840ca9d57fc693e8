import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Graph, Ref, tensorType } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { type Pass, runPasses } from '@tsfx/passes'
import { beforeEach, describe, expect, it } from 'vitest'
import { dumpPasses } from './dumpPasses.ts'
import { MANIFEST } from './writeFiles.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'passes')
})

const pass = (name: string, run: Pass['run'] = () => {}): Pass => ({
  name,
  summary: '',
  requires: [],
  ensures: [],
  run,
})
const retarget = (target: string) =>
  pass(`to_${target}`, (edit) => void edit.update(edit.base.find('y')!.id, { target }))

const graph = Graph.empty({ name: 'Net' }).edit((edit) => {
  const type = tensorType('float32', [2])
  const x = edit.append({ kind: 'placeholder', target: 'x', type })
  const args = opNamed('relu')!.normalize({ x: new Ref(x.id) })
  const y = edit.append({ kind: 'call_function', target: 'relu', name: 'y', args, type })
  edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
}).graph

const content = (name: string): string => readFileSync(join(folder, name), 'utf8')

describe('dumpPasses', () => {
  it('writes what each pass made and changed, numbered through several pipelines', () => {
    const hooks = dumpPasses(folder)
    const first = runPasses(graph, [pass('idle'), retarget('tanh')], hooks).graph
    runPasses(first, [retarget('sigmoid')], hooks)
    runPasses(graph, [pass('idle')], hooks)
    expect(readdirSync(folder).filter((name) => name !== MANIFEST)).toEqual([
      '00-traced.dot',
      '00-traced.txt',
      '01-idle.diff',
      '01-idle.txt',
      '02-to_tanh.diff',
      '02-to_tanh.dot',
      '02-to_tanh.txt',
      '03-to_sigmoid.diff',
      '03-to_sigmoid.dot',
      '03-to_sigmoid.txt',
      '04-input.dot',
      '04-input.txt',
      '05-idle.diff',
      '05-idle.txt',
    ])
    expect(content('02-to_tanh.txt')).toContain('y = tanh(x)')
    expect(content('02-to_tanh.diff')).toContain('relu -> tanh')
  })

  it('leaves the error of a failing pass, and what the pass made', () => {
    const hooks = dumpPasses(folder)
    expect(() => runPasses(graph, [retarget('tanh'), retarget('noSuchOp')], hooks)).toThrow('TSFX2004')
    expect(content('02-to_noSuchOp.error.txt')).toContain('to_noSuchOp (after to_tanh) failed')
    expect(content('02-to_noSuchOp.failed.txt')).toContain('y = noSuchOp(x)')
    expect(content('02-to_noSuchOp.failed.diff')).toContain('tanh -> noSuchOp')
  })

  it('removes the files of an earlier dump, and keeps names of passes inside the folder', () => {
    runPasses(graph, [pass('idle'), pass('idle')], dumpPasses(folder))
    runPasses(graph, [pass('../up and away')], dumpPasses(folder))
    expect(readdirSync(folder).filter((name) => name.endsWith('.txt'))).toEqual([
      '00-traced.txt',
      '01-.._up_and_away.txt',
    ])
  })
})
