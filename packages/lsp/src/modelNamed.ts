import { basename } from 'node:path'
import { unknownModel } from './diagnostics.generated.ts'

/** The model of a file that is exported as `exportName`. @throws TSFX8009 where there is none */
export function modelNamed<Model extends { readonly exportName: string }>(
  models: readonly Model[],
  file: string,
  exportName: string,
): Model {
  const found = models.find((model) => model.exportName === exportName)
  if (found) return found
  const names = models.map((model) => model.exportName).join(', ') || 'none'
  throw unknownModel({ file: basename(file), exportName, models: names })
}
