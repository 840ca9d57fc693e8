/** @file Two models whose files would have one name: the later one would replace the earlier, so neither is made. */

import { dirname, join, relative } from 'node:path'
import { fileStem } from '@tsfx/source'
import { sameOutput } from '../../diagnostics.generated.ts'
import type { ModelName } from '../loadUserModel.ts'

/** The module that is written for a model. */
export interface ModelOutput {
  /** `net.ts#Net`, as the model is called. */
  readonly label: string
  readonly path: string
}

/** A model as it is called. */
export const labelOf = ({ file, exportName }: ModelName): string => `${relative('', file)}#${exportName}`

/** The module of a model; beside its source and named after its export, unless `given` says otherwise. */
export const outputOf = (
  name: ModelName,
  given: { readonly out?: string | undefined; readonly name?: string | undefined } = {},
): ModelOutput => ({
  label: labelOf(name),
  path: join(given.out ?? dirname(name.file), `${given.name ?? fileStem(name.exportName)}.fx.ts`),
})

/** Refuses an output that another model has as well. @throws TSFX7027 */
export function refuseSameOutput({ label, path }: ModelOutput, outputs: readonly ModelOutput[]): void {
  const other = outputs.find((output) => output.path === path && output.label !== label)
  if (other) throw sameOutput({ model: label, other: other.label, file: relative('', path) })
}
