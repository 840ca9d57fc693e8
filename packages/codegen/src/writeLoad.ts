/** @file Writes `load`, with what the runtime is told of the module. */
import ts from 'typescript'
import { docComment } from './comment.ts'
import { constant } from './constant.ts'
import { sizeRanges, tensorSpec } from './inputSpecs.ts'
import { layOut } from './layOut.ts'
import type { LineWriter } from './lineWriter.ts'
import { property, propertyAccess, stringLiteral } from './literal.ts'
import type { ModuleContext } from './moduleContext.ts'

const { factory } = ts

/** @param digest the SHA-256 of the weight file */
export function writeLoad(out: LineWriter, context: ModuleContext, digest: string): void {
  const { className, form } = context
  const needs = form.kind === 'integer' && form.islands.any ? '; needs `tf` among the options' : ''
  out.writeAll(docComment([`The model with the weights beside this module${needs}.`]))
  const call = (callee: string, args: readonly ts.Expression[]) =>
    factory.createCallExpression(factory.createIdentifier(callee), undefined, [
      ...args,
      factory.createIdentifier('options'),
    ])
  const description = descriptionOf(context, digest)
  if (form.kind === 'integer') {
    out.write(`export const load = (options?: LoadOptions): Promise<${className}> =>`)
    out.write(`  ${layOut(call('loadModel', [factory.createIdentifier(className), description]), '  ')};`)
    return
  }
  const takesModules = context.printed.opaque.size > 0
  const parameters = `${takesModules ? 'opaque: OpaqueModules, ' : ''}options?: LoadOptions`
  out.block(`export const load = async (${parameters}): Promise<${className}> => {`, '};', () => {
    out.write(
      layOut(constant('w', factory.createAwaitExpression(call('loadWeights', [description]))), out.indent),
    )
    out.write(`return new ${className}(w${takesModules ? ', opaque' : ''});`)
  })
}

/** What the runtime is told of the module. */
function descriptionOf(context: ModuleContext, digest: string): ts.Expression {
  const { form, options } = context
  const here = propertyAccess(
    factory.createMetaProperty(ts.SyntaxKind.ImportKeyword, factory.createIdentifier('meta')),
    'url',
  )
  const file = stringLiteral(`./${options.name}.safetensors`)
  const ranges = sizeRanges(context.graph)
  return factory.createObjectLiteralExpression(
    [
      property(
        'weights',
        factory.createNewExpression(factory.createIdentifier('URL'), undefined, [file, here]),
      ),
      property('digest', stringLiteral(digest)),
      ...(form.kind === 'integer'
        ? [
            property('rounding', stringLiteral(form.rounding)),
            property('inputs', inputSpecs(context)),
            ...(ranges ? [property('sizes', ranges)] : []),
          ]
        : []),
    ],
    true,
  )
}

/** `{ x: ['batch', 28, 28, 1], ids: { shape: ['batch', 4], dtype: 'int32' } }`. */
const inputSpecs = ({ graph, names }: ModuleContext): ts.Expression =>
  factory.createObjectLiteralExpression(
    graph.placeholders.map((node) => property(names.inputs.get(node.id)!.parameter, tensorSpec(node))),
  )
