/** @file `docs/ops.md`: the registry as a page. */
import type { Op } from './defineOp.ts'
import type { QuantRole } from './quantRole.ts'

const SECTIONS: readonly (readonly [Op['domain'], string])[] = [
  ['float', 'Float ops'],
  ['integer', 'Integer ops'],
  ['any', 'Between float and integers'],
]

/** The ops as Markdown tables, one for each domain. */
export function renderOpsDoc(ops: readonly Op[]): string {
  const sections = SECTIONS.map(([domain, title]) =>
    section(
      title,
      ops.filter((op) => op.domain === domain),
    ),
  )
  return `# Ops\n\nGenerated from the op registry by \`scripts/generateOpsDoc.mjs\`. Do not edit.\n\n${sections.join('\n')}`
}

function section(title: string, ops: readonly Op[]): string {
  const rows = ops.map((op) => {
    const captured = [...new Set(op.capture.map(({ from }) => `\`${from}\``))].join(', ')
    return `| \`${op.name}\` | ${op.summary} | ${captured} | ${integerForm(op)} | ${op.onnx?.opType ?? ''} |`
  })
  return `## ${title}\n\n| Op | What it does | Captured from | In integers | ONNX |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
}

/** The role, then the integer op; or why there is none. */
function integerForm({ domain, quant }: Op): string {
  if (domain === 'integer') return ''
  switch (quant.kind) {
    case 'floatOnly':
      return quant.reason
    case 'boundary':
      return ''
    default:
      return `\`${quant.integer}\`, ${meaning(quant)}`
  }
}

function meaning(role: Extract<QuantRole, { readonly integer: string }>): string {
  switch (role.kind) {
    case 'weighted':
      return 'weights by channel'
    case 'sharesQParams':
    case 'movesData':
      return 'scale of the input'
    case 'fixedQParams':
      return 'fixed scale'
    case 'ownObserver':
      return 'own scale'
  }
}
