/** @file The static check of many models, whose files are read once for each project they belong to. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DiagnosticError } from '@tsfx/ir'
import type ts from 'typescript'
import { readModelTags, tensorsOfTag } from '../modelTag.ts'
import { filePath } from '../sourceFiles.ts'
import { syntaxError } from '../stripTypes.ts'
import {
  type CaptureCheck,
  type CaptureRequest,
  checkModel,
  type ModelToCheck,
  withReasons,
} from './checkCapture.ts'
import { exportedModels } from './exportedModels.ts'
import { exportedSymbols } from './exportedSymbols.ts'
import { modelProgram, projectOf } from './modelProgram.ts'

export interface CaptureChecker {
  /** The exports of a file that are models: what has a `forward`, factories of it, and what has a `@tsfx` comment. */
  models(file: string): readonly string[]
  /** All exports of a file. */
  exports(file: string): readonly string[]
  /** TSFX1107 for a file that cannot be parsed; null for one that can, or that is not there. */
  syntaxError(file: string): DiagnosticError | null
  /** Where neither inputs nor parameters are given, those of the `@tsfx` comment hold. */
  check(model: ModelToCheck): CaptureCheck
}

/**
 * A checker of models that `files` export; paths or `file:` URLs.
 * @param resolveFrom a file from which `@tensorflow/*` and `@tsfx/*` resolve when they do not from the model.
 */
export function captureChecker(files: readonly string[], resolveFrom?: string): CaptureChecker {
  const projects = new Map<string | null, string[]>()
  for (const path of files.map(existing)) {
    if (path === null) continue
    const { configFile } = projectOf(path)
    projects.set(configFile, [...(projects.get(configFile) ?? []), path])
  }
  const programs = new Map<string, () => ts.Program>()
  for (const paths of projects.values()) {
    let made: ts.Program | null = null
    const program = () => {
      made ??= modelProgram(paths, resolveFrom)
      return made
    }
    for (const path of paths) programs.set(path, program)
  }
  const sourceOf = (file: string) => {
    const path = existing(file)
    const program = path === null ? null : (programs.get(path)?.() ?? null)
    const tree = program?.getSourceFile(path as string)
    return { program, tree }
  }
  return {
    models(file) {
      const { program, tree } = sourceOf(file)
      if (!program || !tree) return []
      const models = new Set(exportedModels(program.getTypeChecker(), tree))
      for (const { exportName } of readModelTags(tree.fileName, tree.text)) models.add(exportName)
      return [...exportedSymbols(program.getTypeChecker(), tree).keys()].filter((name) => models.has(name))
    },
    exports(file) {
      const { program, tree } = sourceOf(file)
      return program && tree ? [...exportedSymbols(program.getTypeChecker(), tree).keys()] : []
    },
    syntaxError(file) {
      const { program, tree } = sourceOf(file)
      const [error] = program && tree ? program.getSyntacticDiagnostics(tree) : []
      return error && tree ? syntaxError(error, tree.text, tree.fileName) : null
    },
    check(model) {
      const { program, tree } = sourceOf(model.file)
      if (!program) return withReasons([`${model.file} cannot be read`])
      if (!tree) return withReasons([`${existing(model.file)} is not TypeScript or JavaScript`])
      return checkModel(program, tree, model.inputs || model.tensorParameters ? model : asTagged(tree, model))
    },
  }
}

/**
 * Finds what capture would get wrong in the code that the `forward` of one model reaches: branches on tensors,
 * comparisons and operators on tensors, reads of values, work that is put off. Library code is not read.
 */
export const checkCapture = ({ resolveFrom, ...model }: CaptureRequest): CaptureCheck =>
  captureChecker([model.file], resolveFrom).check(model)

function asTagged(tree: ts.SourceFile, model: ModelToCheck): ModelToCheck {
  const tags = readModelTags(tree.fileName, tree.text)
  const tensors = tensorsOfTag(tags.find(({ exportName }) => exportName === model.exportName) ?? null)
  return tensors.length > 0 ? { ...model, tensorParameters: tensors } : model
}

function existing(file: string): string | null {
  const path = filePath(file)
  return path !== null && existsSync(path) ? resolve(path) : null
}
