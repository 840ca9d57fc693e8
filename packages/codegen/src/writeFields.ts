/** @file Writes the fields of the class with the weights, the constructor that reads them, and `dispose`. */
import { printShape, type QParams } from '@tsfx/ir'
import ts from 'typescript'
import { docComment } from './comment.ts'
import { type FieldGroup, weightsIn } from './fields.ts'
import { layOut } from './layOut.ts'
import type { LineWriter } from './lineWriter.ts'
import { propertyAccess, propertyName } from './literal.ts'
import type { ModuleContext } from './moduleContext.ts'
import type { Weight } from './weights.ts'

const { factory } = ts

export function writeFields(out: LineWriter, { form, fields, fieldPrinter, printed }: ModuleContext): void {
  if (printed.opaque.size > 0) out.write('readonly opaque: OpaqueModules;')
  if (form.kind === 'integer') {
    out.write('readonly q: QuantizedOps;')
    if (form.islands.any) out.write('readonly tf: TensorFlow;')
  }
  for (const [member, field] of fields.members) {
    const doc = form.kind === 'integer' ? quantizedDoc(field) : null
    if (doc !== null) out.writeAll(docComment([doc]))
    const declaration = factory.createPropertyDeclaration(
      [factory.createModifier(ts.SyntaxKind.ReadonlyKeyword)],
      propertyName(member),
      undefined,
      fieldPrinter.type(field),
      undefined,
    )
    out.write(layOut(declaration, out.indent))
  }
}

/** `int8 [3, 3, 1, 8], per-channel scale, int32 bias [8]`; of a field that holds several, how many of what. */
function quantizedDoc(field: FieldGroup | Weight): string | null {
  const weights = weightsIn(field).filter(({ handle }) => handle.q)
  const [only] = weights
  if (only === undefined) return null
  if (weights.length === 1) return `${field.kind === 'group' ? `${only.path}: ` : ''}${weightDoc(only)}`
  const dtypes = [...new Set(weights.map(({ handle }) => handle.dtype))].join(' and ')
  const isLayers = weights.every(({ kind }) => kind === 'layer')
  const biases = weights.some((weight) => weight.kind === 'layer' && weight.bias) ? ', int32 biases' : ''
  return `${weights.length} ${isLayers ? 'layers' : 'weights'} in ${dtypes}${biases}`
}

function weightDoc(weight: Weight): string {
  const { handle } = weight
  const bias = weight.kind === 'layer' && weight.bias ? `, int32 bias ${printShape(weight.bias.shape)}` : ''
  return weight.kind === 'layer' && weight.path !== weight.stored
    ? `the weight of ${weight.stored}${bias}`
    : `${handle.dtype} ${printShape(handle.shape)}, ${scaleText(handle.q!)}${bias}`
}

const scaleText = ({ axes, zeroPoint }: QParams): string =>
  `${axes.length > 0 ? 'per-channel' : 'per-tensor'} scale${zeroPoint.some((zero) => zero !== 0) ? ' and zero point' : ''}`

export function writeConstructor(out: LineWriter, context: ModuleContext): void {
  const { form, fields, fieldPrinter, options, printed } = context
  // Strict projects take an underscore for a parameter that is not read.
  const file = fields.members.size > 0 ? 'w' : '_w'
  const members = [
    ...(form.kind === 'integer' ? ['q: QuantizedOps'] : []),
    `${file}: WeightFile`,
    ...(form.kind === 'integer' && form.islands.any ? ['tf: TensorFlow'] : []),
    ...(printed.opaque.size > 0 ? ['opaque: OpaqueModules'] : []),
  ]
  out.writeAll(docComment([`@param ${file} the weights, ${options.name}.safetensors`]))
  out.block(`constructor(${members.join(', ')}) {`, '}', () => {
    for (const [name] of members.map((member) => member.split(':')))
      if (name !== file) out.write(`this.${name} = ${name};`)
    for (const [member, field] of fields.members) {
      const target = propertyAccess(factory.createThis(), member)
      out.write(
        layOut(
          factory.createExpressionStatement(factory.createAssignment(target, fieldPrinter.value(field))),
          out.indent,
        ),
      )
    }
  })
}

export function writeDispose(out: LineWriter, { fields }: ModuleContext): void {
  out.writeAll(docComment(['Frees the weights.']))
  out.block('dispose(): void {', '}', () => {
    const members = [...fields.members.keys()].map((member) => propertyAccess(factory.createThis(), member))
    const dispose = propertyAccess(factory.createIdentifier('tf'), 'dispose')
    const all = members.length === 1 ? members : [factory.createArrayLiteralExpression(members)]
    out.write(
      layOut(
        factory.createExpressionStatement(factory.createCallExpression(dispose, undefined, all)),
        out.indent,
      ),
    )
  })
}
