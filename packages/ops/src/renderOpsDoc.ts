/** @file `docs/ops.md`: the registry as a page, and what becomes of each function of tfjs. */
import type { Arg } from '@tsfx/ir'
import type { AttrSpec } from './attr.ts'
import { renderCoverage } from './coverage/renderCoverage.ts'
import type { Op } from './defineOp.ts'
import { integerForm } from './quantRole.ts'

const SECTIONS: readonly (readonly [Op['domain'], string])[] = [
  ['float', 'Float ops'],
  ['integer', 'Integer ops'],
  ['any', 'Between float and integers'],
]

/** The ops as Markdown tables, one for each domain, after a table of the functions of tfjs. */
export function renderOpsDoc(ops: readonly Op[]): string {
  const sections = SECTIONS.map(([domain, title]) =>
    section(
      title,
      ops.filter((op) => op.domain === domain),
    ),
  )
  return `# Ops

Generated from the op registry by \`scripts/generateOpsDoc.mjs\`. Do not edit.

${renderCoverage()}
${sections.join('\n')}`
}

function section(title: string, ops: readonly Op[]): string {
  const rows = ops.map((op) => {
    const captured = [...new Set(op.capture.map(({ from }) => `\`${from}\``))].join(', ')
    const inIntegers = op.domain === 'integer' ? '' : integerForm(op.quant)
    return `| \`${op.name}\` | ${op.summary} | ${argumentsOf(op)} | ${captured} | ${inIntegers} | ${op.onnx?.opType ?? ''} |`
  })
  return `## ${title}

| Op | What it does | Arguments | Captured from | In integers | ONNX |
|---|---|---|---|---|---|
${rows.join('\n')}
`
}

/** Inputs, marked where they may be left out or are lists; then attributes with their defaults. */
function argumentsOf({ inputs, attrs }: Op): string {
  const marks = { tensor: '', optional: '?', list: '[]', tree: ' (any nest)' }
  const values = Object.entries(inputs).map(([name, kind]) => name + marks[kind])
  const options = Object.entries(attrs).map(([name, attr]) => name + defaultOf(attr))
  return [...values, ...options].join(', ').replaceAll('|', '\\|')
}

const defaultOf = ({ default: byDefault }: AttrSpec): string =>
  byDefault === undefined ? '' : ` = ${JSON.stringify(byDefault as Arg)}`
