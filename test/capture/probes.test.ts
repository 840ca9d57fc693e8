/**
 * @file What cannot be captured is refused with a code and a place, and what can be is not: each probe as TypeScript,
 * and as JavaScript without a type.
 */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripTypes } from '@tsfx/source'
import { beforeAll, describe, expect, it } from 'vitest'
import { runNode } from '../setup/runNode.ts'
import { type Mark, type Probe, readProbes } from './probes/readProbes.ts'

type Form = 'typed' | 'untyped'

interface Place {
  readonly code: string
  readonly file: string
  readonly line: number
  readonly column: number
}

interface ProbeRun {
  readonly findings: readonly Place[]
  readonly checked: boolean
  readonly reason?: string
  readonly error: (Partial<Place> & { readonly code: string; readonly message: string }) | null
}

/** Probes that wait for work elsewhere, with the reason. A probe that begins to pass must leave the table. */
const PENDING: Readonly<Record<string, string>> = {}

/** What a parameter of forward is traced with, by its name. */
const INPUTS: Readonly<Record<string, unknown>> = {
  x: [null, 4],
  y: [null, 4],
  mask: [null, 4],
  image: [null, 8, 8, 3],
  inputs: { left: [null, 4], right: [null, 4] },
  none: null,
}

const FORMS: readonly Form[] = ['typed', 'untyped']
const KINDS = ['refused', 'accepted'] as const

const jsName = (file: string): string => file.replace(/\.ts$/, '.js')
const tsName = (file: string): string => (file.split('/').at(-1) as string).replace(/\.js$/, '.ts')

const folders = Object.fromEntries(
  KINDS.map((kind) => {
    const typed = fileURLToPath(new URL(`./probes/${kind}/`, import.meta.url))
    return [kind, { typed, untyped: withoutTypes(typed) }]
  }),
) as Record<(typeof KINDS)[number], Record<Form, string>>

/** A folder with the same probes in JavaScript, at the same lines and columns. */
function withoutTypes(folder: string): string {
  const target = realpathSync(mkdtempSync(join(tmpdir(), 'tsfx-probes-')))
  for (const file of readdirSync(folder)) {
    const { code, map } = stripTypes(readFileSync(join(folder, file), 'utf8'), file)
    if (map !== undefined) throw new Error(`${file} cannot be blanked in place`)
    writeFileSync(join(target, jsName(file)), code.replaceAll(".ts'", ".js'"))
  }
  return target
}

/** Runs all probes of a folder once, together, since starting a process costs seconds. */
function runProbes(
  kind: (typeof KINDS)[number],
  form: Form,
  probes: readonly Probe[],
): Map<string, ProbeRun> {
  const runs = new Map<string, ProbeRun>()
  beforeAll(() => {
    const folder = folders[kind][form]
    const requests = probes.map(({ file, name, parameters }) => ({
      file: join(folder, form === 'typed' ? file : jsName(file)),
      name,
      inputs: Object.fromEntries(parameters.map((parameter) => [parameter, INPUTS[parameter]])),
    }))
    const driver = fileURLToPath(new URL('./probes/runProbes.mjs', import.meta.url))
    const { status, stdout, stderr } = runNode([driver, JSON.stringify(requests)], folder)
    if (status !== 0) throw new Error(stderr)
    ;(JSON.parse(stdout.trimEnd().split('\n').at(-1) as string) as ProbeRun[]).forEach((run, i) => {
      runs.set(titleOf(probes[i] as Probe), run)
    })
  })
  return runs
}

const expectedOf = (marks: readonly Mark[], form: Form): string[] =>
  marks
    .filter((mark) => mark.form === null || mark.form === form)
    .map((mark) => `${placeText(mark)} ${mark.by}`)
    .sort()

/** The place that ends the reason why a check is not complete. */
function uncheckedText(reason: string): string {
  const [, file, line, column] = /\((.*):(\d+):(\d+)\)$/.exec(reason) ?? []
  return file ? `unchecked ${tsName(file)}:${line}:${column} static` : reason
}

const titleOf = ({ file, name }: Probe): string => `${file.replace('.ts', '')}: ${name}`
const placeText = ({ code, file = '?', line, column }: Partial<Place>): string =>
  `${code} ${tsName(file)}:${line}:${column}`

for (const form of FORMS) {
  describe(`refused, ${form}`, () => {
    const probes = readProbes(folders.refused.typed)
    const runs = runProbes('refused', form, probes)
    it.each(probes.map((probe) => [titleOf(probe), probe] as const))('%s', (title, { marks }) => {
      const { findings, error } = runs.get(title) as ProbeRun
      const found = findings.map((place) => `${placeText(place)} static`)
      if (error) found.push(`${placeText(error)} runtime`)
      expectUnlessPending(`${title} (${form})`, () => expect(found.sort()).toEqual(expectedOf(marks, form)))
    })
  })

  describe(`accepted, ${form}`, () => {
    const probes = readProbes(folders.accepted.typed)
    const runs = runProbes('accepted', form, probes)
    it.each(probes.map((probe) => [titleOf(probe), probe] as const))('%s', (title, { marks }) => {
      const { findings, checked, reason, error } = runs.get(title) as ProbeRun
      const found = findings.map((place) => `${placeText(place)} static`)
      if (error) found.push(`${placeText(error)} ${error.message}`)
      if (!checked) found.push(uncheckedText(reason ?? ''))
      expectUnlessPending(`${title} (${form})`, () => expect(found).toEqual(expectedOf(marks, form)))
    })
  })
}

function expectUnlessPending(title: string, expectation: () => void): void {
  if (!(title in PENDING)) expectation()
  else expect(expectation, `${title} passes now: take it out of PENDING`).toThrow()
}

it('every pending probe is one', () => {
  const titles = KINDS.flatMap((kind) => readProbes(folders[kind].typed).map(titleOf))
  for (const pending of Object.keys(PENDING)) expect(titles).toContain(pending.replace(/ \(\w+\)$/, ''))
})
