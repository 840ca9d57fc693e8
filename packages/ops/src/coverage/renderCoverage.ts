/** @file What becomes of each function of tfjs, as a Markdown table; `tf.relu` and `x.relu()` share a row where they are treated alike. */
import type { Op } from '../defineOp.ts'
import { integerForm } from '../quantRole.ts'
import { type Coverage, coverageOf, knownFunctions } from './coverage.ts'

interface Row {
  readonly functions: string
  readonly captured: string
  readonly shape: string
  readonly emitted: string
  readonly quantized: string
  readonly onnx: string
}

type Cells = Omit<Row, 'functions'>

const HEAD = `## Functions of TensorFlow.js

What a trace does with a call on a traced tensor. *Shape rule*: static, where sizes follow from the sizes of the inputs without a
run; those of parts are the rules of the parts.

| Function | Captured as | Shape rule | Emitted | In integers | ONNX |
|---|---|---|---|---|---|`

/** The table, with the number of functions of each kind below. */
export function renderCoverage(): string {
  const rows = new Map<string, { functions: string[]; cells: string }>()
  const counts = new Map<string, number>()
  for (const from of knownFunctions()) {
    const coverage = coverageOf(from) as Coverage
    counts.set(coverage.kind, (counts.get(coverage.kind) ?? 0) + 1)
    const { captured, shape, emitted, quantized, onnx } = cellsOf(coverage)
    const cells = `${captured} | ${shape} | ${emitted} | ${quantized} | ${onnx} |`
    const key = from.replace(/^(tf|Tensor)\./, '') + cells
    const row = rows.get(key)
    if (row) row.functions.push(from)
    else rows.set(key, { functions: [from], cells })
  }
  const lines = [...rows.values()]
    .map(({ functions, cells }) => [functions.toSorted().reverse(), cells] as const)
    .sort(([[a = '']], [[b = '']]) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map(([functions, cells]) => `| ${functions.map((from) => `\`${shown(from)}\``).join(', ')} | ${cells}`)
  return `${HEAD}\n${lines.join('\n')}\n\n${countsText(counts)}\n`
}

const nameOf = (from: string): string => from.replace(/^(tf|Tensor)\./, '')
const shown = (from: string): string => from.replace(/^Tensor\./, 'tensor.')

const KINDS: Readonly<Record<Coverage['kind'], string>> = {
  op: 'captured as an op',
  parts: 'captured in parts',
  constant: 'a constant',
  alias: 'the same value',
  control: 'let through',
  refused: 'refused',
}

const countsText = (counts: ReadonlyMap<string, number>): string =>
  `Functions and methods: ${Object.entries(KINDS)
    .map(([kind, text]) => `${counts.get(kind) ?? 0} ${text}`)
    .join(', ')}.`

const NOTHING = { shape: '', emitted: '', quantized: '', onnx: '' }

function cellsOf(coverage: Coverage): Cells {
  switch (coverage.kind) {
    case 'op':
      return cellsOfOps(coverage.ops, coverage.parts?.into ?? null)
    case 'parts':
      return { ...NOTHING, captured: partsText(coverage.parts.into), shape: 'of the parts', emitted: 'yes' }
    case 'constant':
      return { ...NOTHING, captured: 'a constant', shape: 'its own', emitted: 'as data' }
    case 'alias':
      return { ...NOTHING, captured: 'the value it is called on', shape: 'static' }
    case 'control':
      return { ...NOTHING, captured: 'runs; it computes nothing' }
    case 'refused': {
      const { reason, remedy } = coverage.refusal
      return { ...NOTHING, captured: `refused: ${reason}; ${remedy}` }
    }
  }
}

function cellsOfOps(ops: readonly Op[], parts: readonly string[] | null): Cells {
  const each = (text: (op: Op) => string): string => [...new Set(ops.map(text).filter(Boolean))].join(' / ')
  const captured = each(({ name }) => `\`${name}\``)
  return {
    captured: parts ? `${captured}, or ${partsText(parts)}` : captured,
    shape: each(({ isOpaque }) => (isOpaque ? 'from the run' : 'static')),
    emitted: 'yes',
    quantized: each(({ quant }) => integerForm(quant)),
    onnx: each(({ onnx }) => onnx?.opType ?? ''),
  }
}

const partsText = (into: readonly string[]): string =>
  into.length === 0 ? 'its input, once checked' : `in parts: ${into.join(', ')}`
