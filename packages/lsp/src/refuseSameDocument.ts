/** @file Two models whose generated code would be written to one file: the later one would replace the earlier. */

import { basename, dirname, join } from 'node:path'
import type { LiveChecker } from '@tsfx/source'
import { fileStem } from '@tsfx/source'
import { sameDocument } from './diagnostics.generated.ts'
import type { ModelJob } from './modelJob.ts'

type ModelName = Pick<ModelJob, 'file' | 'exportName'>

/**
 * Refuses a model whose file another model has as well: one with a comment of the same module, or one of `written`, as long as it is there.
 * @throws TSFX8011
 */
export function refuseSameDocument(
  checker: Pick<LiveChecker, 'models'>,
  model: ModelName,
  written: readonly ModelName[],
): void {
  const folder = dirname(model.file)
  const besides = taggedNames(checker, model.file).map((exportName) => ({ file: model.file, exportName }))
  const elsewhere = written.filter(
    ({ file, exportName }) =>
      file !== model.file && dirname(file) === folder && taggedNames(checker, file).includes(exportName),
  )
  const other = [...besides, ...elsewhere].find(
    ({ file, exportName }) =>
      fileStem(exportName) === fileStem(model.exportName) &&
      (file !== model.file || exportName !== model.exportName),
  )
  if (!other) return
  const file = join(folder, `${fileStem(model.exportName)}.fx.ts`)
  throw sameDocument({ model: nameOf(model), other: nameOf(other), file })
}

const taggedNames = (checker: Pick<LiveChecker, 'models'>, file: string): readonly string[] =>
  checker.models(file).flatMap(({ exportName, tag }) => (tag === null ? [] : [exportName]))

const nameOf = ({ file, exportName }: ModelName): string => `${basename(file)}#${exportName}`
