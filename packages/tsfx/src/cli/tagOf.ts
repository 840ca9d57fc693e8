/** @file What the comment above a model says, for options that are not on the command line. */
import { type ModelTag, modelTagOf } from '@tsfx/source'
import { isModelFile } from '../node/loadLayersModelFile.ts'
import { parseModelName } from '../node/loadUserModel.ts'

/**
 * The `@tsfx` comment of `net.ts#Net`; null where it has none, and for a model file.
 * @throws TSFX1113 for a comment that cannot be understood
 */
export function tagOf(model: string): ModelTag | null {
  if (isModelFile(model)) return null
  const { file, exportName } = parseModelName(model)
  return modelTagOf(file, exportName)
}
