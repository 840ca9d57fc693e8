import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DiagnosticError, Graph, Ref, tensorType } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { failureOf, type Pass, runPasses, untilStable } from '@tsfx/passes'
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
      '0000-traced.dot',
      '0000-traced.txt',
      '0001-idle.diff',
      '0001-idle.txt',
      '0002-to_tanh.diff',
      '0002-to_tanh.dot',
      '0002-to_tanh.txt',
      '0003-to_sigmoid.diff',
      '0003-to_sigmoid.dot',
      '0003-to_sigmoid.txt',
      '0004-input.dot',
      '0004-input.txt',
      '0005-idle.diff',
      '0005-idle.txt',
    ])
    expect(content('0002-to_tanh.txt')).toContain('y = tanh(x)')
    expect(content('0002-to_tanh.diff')).toContain('relu -> tanh')
  })

  it('leaves the error of a failing pass, and what the pass made', () => {
    const hooks = dumpPasses(folder)
    expect(() => runPasses(graph, [retarget('tanh'), retarget('noSuchOp')], hooks)).toThrow('TSFX2004')
    expect(content('0002-to_noSuchOp.error.txt')).toContain('to_noSuchOp (after to_tanh) failed')
    expect(content('0002-to_noSuchOp.failed.txt')).toContain('y = noSuchOp(x)')
    expect(content('0002-to_noSuchOp.failed.diff')).toContain('tanh -> noSuchOp')
  })

  it('removes the files of an earlier dump, and keeps names of passes inside the folder', () => {
    runPasses(graph, [pass('idle'), pass('idle')], dumpPasses(folder))
    runPasses(graph, [pass('../up and away')], dumpPasses(folder))
    expect(readdirSync(folder).filter((name) => name.endsWith('.txt'))).toEqual([
      '0000-traced.txt',
      '0001-.._up_and_away.txt',
    ])
  })

  it('sorts by name in the order of the runs, and says in which round of a group they were', () => {
    const names = Array.from({ length: 120 }, (_, i) => `p${i}`)
    const hooks = dumpPasses(folder)
    runPasses(graph, [...names.map((name) => pass(name)), untilStable('group', [retarget('tanh')])], hooks)
    const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))
    expect(files.map((name) => name.replace(/^\d+-|\.txt$/g, ''))).toEqual([
      'traced',
      ...names,
      'to_tanh-group_round_1',
      'to_tanh-group_round_2',
    ])
  })

  it('says in which round a pass failed', () => {
    const group = untilStable('group', [retarget('noSuchOp')])
    expect(() => runPasses(graph, [group], dumpPasses(folder))).toThrow('TSFX2004')
    expect(content('0001-to_noSuchOp-group_round_1.error.txt')).toContain('TSFX2004')
  })

  it('cuts names that a file system would not take', () => {
    const group = untilStable('g'.repeat(300), [pass('p'.repeat(300))])
    runPasses(graph, [group], dumpPasses(folder))
    expect(readdirSync(folder)).toContain(`0001-${'p'.repeat(80)}-${'g'.repeat(80)}.txt`)
  })

  describe('into a folder that can no longer be written', () => {
    /** Hooks whose folder a file has taken the place of, once `after` passes ran. */
    const losing = (after: number) => {
      const hooks = dumpPasses(folder)
      let runs = 0
      return {
        ...hooks,
        onPassStart() {
          if (runs++ !== after) return
          rmSync(folder, { recursive: true })
          writeFileSync(folder, 'mine')
        },
      }
    }
    const thrownBy = (run: () => unknown): DiagnosticError => {
      try {
        run()
      } catch (error) {
        return error as DiagnosticError
      }
      throw new TypeError('nothing was thrown')
    }

    it('throws the error of the pass all the same, with that of the dump beside it', () => {
      const error = thrownBy(() => runPasses(graph, [retarget('noSuchOp')], losing(0)))
      expect([error.code, failureOf(error)!.pass]).toEqual(['TSFX2004', 'to_noSuchOp'])
      const { hookError } = failureOf(error)!
      expect(hookError!.summary).toMatch(/^hook onFailure failed at pass to_noSuchOp: TSFX7020 .*is a file$/)
    })

    it('names the hook and the pass when the passes are well', () => {
      const error = thrownBy(() => runPasses(graph, [pass('idle'), retarget('tanh')], losing(1)))
      expect([error.code, (error.cause as DiagnosticError).code, error.kind]).toEqual([
        'TSFX2013',
        'TSFX7020',
        'user',
      ])
      expect(error.summary).toMatch(/^hook onPass failed at pass to_tanh: TSFX7020/)
      expect(failureOf(error)!.records.map(({ name }) => name)).toEqual(['idle', 'to_tanh'])
    })
  })
})
