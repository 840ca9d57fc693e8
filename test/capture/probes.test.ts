/**
 * @file What cannot be captured is refused with a code and a place, and what can be is not: each probe as TypeScript, and as
 * JavaScript without a type; with the static check, and with `--strict` in its place.
 */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripTypes } from '@tsfx/source'
import { beforeAll, describe, expect, it } from 'vitest'
import { runNode } from '../setup/runNode.ts'
import { type Mark, type Probe, readProbes } from './probes/readProbes.ts'

type Kind = 'refused' | 'accepted'
type Form = 'typed' | 'untyped'

interface Place {
  readonly code: string
  readonly file: string
  readonly line: number
  readonly column: number
}

interface ProbeRun {
  readonly findings: readonly Place[]
  readonly notFollowed: readonly string[]
  readonly error: (Partial<Place> & { readonly code: string; readonly message: string }) | null
}

/** Conditions inside of JavaScript's own functions, which only the static check sees. */
const BUILT_IN = /: (filterBoolean|callbackOfSome|newBoolean|includes|indexOf|objectIs)$/

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

const jsName = (file: string): string => file.replace(/\.ts$/, '.js')
const tsName = (file: string): string => (file.split('/').at(-1) as string).replace(/\.js$/, '.ts')
const titleOf = ({ file, name }: Probe): string => `${file.replace('.ts', '')}: ${name}`

const folderOf = (kind: Kind): string => fileURLToPath(new URL(`./probes/${kind}/`, import.meta.url))
const probes: Readonly<Record<Kind, readonly Probe[]>> = {
  refused: readProbes(folderOf('refused')),
  accepted: readProbes(folderOf('accepted')),
}

interface Request {
  readonly kind: Kind
  readonly form: Form
  readonly probe: Probe
}

const withCheck: readonly Request[] = FORMS.flatMap((form) =>
  (['refused', 'accepted'] as const).flatMap((kind) => probes[kind].map((probe) => ({ kind, form, probe }))),
)
/** What conditions refuse, what a trace refuses, which shows that places stay exact, and what must pass. */
const withStrict = withCheck.filter(
  ({ kind, probe: { marks, ...probe } }) =>
    kind === 'accepted' ||
    (marks.every(({ code, by }) => by === 'runtime' || /TSFX110[126]/.test(code)) &&
      !BUILT_IN.test(titleOf({ marks, ...probe }))),
)

const keyOf = ({ kind, form, probe }: Request): string => `${kind} ${form} ${titleOf(probe)}`
const runs = { check: new Map<string, ProbeRun>(), strict: new Map<string, ProbeRun>() }

beforeAll(() => {
  const untyped = { refused: withoutTypes(folderOf('refused')), accepted: withoutTypes(folderOf('accepted')) }
  run(withCheck, false, untyped, runs.check)
  run(withStrict, true, untyped, runs.strict)
})

/** Runs probes together, since starting a process costs seconds. */
function run(
  requests: readonly Request[],
  strict: boolean,
  untyped: Readonly<Record<Kind, string>>,
  into: Map<string, ProbeRun>,
): void {
  const described = requests.map(({ kind, form, probe: { file, name, parameters } }) => ({
    file: form === 'typed' ? join(folderOf(kind), file) : join(untyped[kind], jsName(file)),
    name,
    inputs: Object.fromEntries(parameters.map((parameter) => [parameter, INPUTS[parameter]])),
  }))
  const list = join(untyped.refused, `strict-${strict}.json`)
  writeFileSync(list, JSON.stringify({ probes: described, strict }))
  const driver = fileURLToPath(new URL('./probes/runProbes.mjs', import.meta.url))
  const { status, stdout, stderr } = runNode([driver, list], folderOf('refused'))
  if (status !== 0) throw new Error(stderr)
  const results = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string) as ProbeRun[]
  for (const [i, request] of requests.entries()) into.set(keyOf(request), results[i] as ProbeRun)
}

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

const placeText = ({ code, file = '?', line, column }: Partial<Place>): string =>
  `${code} ${tsName(file)}:${line}:${column}`

const expectedOf = ({ probe, form }: Request): string[] =>
  probe.marks
    .filter((mark: Mark) => mark.form === null || mark.form === form)
    .map((mark) => `${placeText(mark)} ${mark.by}`)
    .sort()

/** The place that ends the reason why a check is not complete. */
function uncheckedText(reason: string): string {
  const [, file, line, column] = /\((.*):(\d+):(\d+)\)$/.exec(reason) ?? []
  return file ? `unchecked ${tsName(file)}:${line}:${column} static` : reason
}

function foundIn({ findings, notFollowed, error }: ProbeRun, kind: Kind): string[] {
  const found = findings.map((place) => `${placeText(place)} static`)
  if (error) found.push(`${placeText(error)} ${kind === 'accepted' ? error.message : 'runtime'}`)
  // Whether a refused program can be followed to its end does not matter.
  if (kind === 'accepted') found.push(...notFollowed.map(uncheckedText))
  return found.sort()
}

describe.each(FORMS.flatMap((form) => [['refused', form] as const, ['accepted', form] as const]))(
  '%s, %s',
  (kind, form) => {
    const own = withCheck.filter((request) => request.kind === kind && request.form === form)
    it.each(own.map((request) => [titleOf(request.probe), request] as const))('%s', (_, request) => {
      const found = foundIn(runs.check.get(keyOf(request)) as ProbeRun, kind)
      expect(found).toEqual(expectedOf(request))
    })
  },
)

describe('--strict', () => {
  it.each(withStrict.map((request) => [keyOf(request), request] as const))('%s', (_, request) => {
    const { error } = runs.strict.get(keyOf(request)) as ProbeRun
    const expected = expectedOf(request)
      .filter((text) => !text.startsWith('unchecked'))
      .map((text) => text.replace(/ \w+$/, ''))
    if (expected.length === 0) expect(error).toBeNull()
    else expect(expected).toContain(error && placeText(error))
  })
})
