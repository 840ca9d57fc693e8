/**
 * @file One row of the parity table: something of torch.fx, and our answer to it. Tables are written as text, a row on a
 * line, cells between ` | `:
 *
 *     mark | torch name | ours, by spaces | topic > name of the test | note
 *     mark | torch name | *               | topic > name of the test | note
 *     mark | torch name | -               | why it does not apply
 *     mark | torch name | planned         | what brings it           | note
 *     mark | torch name | planned TSFX... | what brings it           | note
 *
 * `*` is every export. A code beside `planned` is that of the refusal which a user gets until then.
 */

/** What brings a row that is not there yet. */
export type Plan = (typeof PLANS)[number]

export type Answer =
  /** `ours` is `['*']` for every export. */
  | { readonly kind: 'provided'; readonly ours: readonly string[]; readonly test: TestReference }
  | { readonly kind: 'notApplicable'; readonly reason: string }
  /** `refusal` is the code that a user gets today, null where nothing is refused. */
  | { readonly kind: 'planned'; readonly plan: Plan; readonly refusal: string | null }

export interface TestReference {
  /** Path from the root of the repository. */
  readonly file: string
  readonly name: string
}

export interface ParityRow {
  /** Use by pass authors, three stars to a dot; or the code of a test: C carries over, A adapts, N does not apply. */
  readonly mark: Mark
  readonly torch: string
  readonly answer: Answer
  readonly note: string
}

export interface ParitySection {
  readonly title: string
  readonly rows: readonly ParityRow[]
}

export type Mark = (typeof MARKS)[number]

const MARKS = ['★★★', '★★', '★', '·', 'C', 'A', 'N'] as const
const PLANS = ['capture coverage'] as const

/** Reads a table. A cell that is missing or unknown is a mistake of the table: it throws a TypeError with the line. */
export const section = (title: string, table: string): ParitySection => ({
  title,
  rows: table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(readRow),
})

function readRow(line: string): ParityRow {
  const [markText, torch, ours, detail, note = '', ...more] = line.split(' | ').map((cell) => cell.trim())
  const mark = MARKS.find((known) => known === markText)
  if (!mark || !torch || !ours || !detail || more.length > 0) throw new TypeError(`no row: ${line}`)
  return { mark, torch, answer: readAnswer(ours, detail, line), note }
}

function readAnswer(ours: string, detail: string, line: string): Answer {
  if (ours === '-') return { kind: 'notApplicable', reason: detail }
  const planned = /^planned(?: (TSFX\d{4}))?$/.exec(ours)
  if (planned) {
    const plan = PLANS.find((known) => known === detail)
    if (!plan) throw new TypeError(`no plan: ${line}`)
    return { kind: 'planned', plan, refusal: planned[1] ?? null }
  }
  const [topic, name] = splitOnce(detail, ' > ')
  if (!name) throw new TypeError(`no test: ${line}`)
  return { kind: 'provided', ours: ours.split(' '), test: { file: fileOf(topic), name } }
}

/** `editing` is a conformance test, `ir/history` one beside `packages/ir/src/history.ts`, `test/docs/x` one of its own. */
function fileOf(topic: string): string {
  if (!topic.includes('/')) return `test/conformance/fx/${topic}.test.ts`
  if (topic.startsWith('test/')) return `${topic}.test.ts`
  const [room, path] = splitOnce(topic, '/')
  return `packages/${room}/src/${path}.test.ts`
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)]
}
