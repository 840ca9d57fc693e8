/** @file The static check of files that are being edited: which models they export, and what is found in them. */
import type { DiagnosticReport } from '@tsfx/ir'
import { diagnosticReport } from '@tsfx/ir'
import ts from 'typescript'
import { type CaptureCheck, checkModel } from '../check/checkCapture.ts'
import { exportedModels } from '../check/exportedModels.ts'
import { findingError } from '../check/throwFindings.ts'
import { exportedDeclarations } from '../exportedDeclarations.ts'
import { type FixPlace, type QuickFix, quickFixes } from '../fixes/quickFixes.ts'
import { type ModelTag, readModelTags, tensorsOfTag } from '../modelTag.ts'
import { type CallUnder, callUnder } from './callUnder.ts'
import { type LivePrograms, livePrograms } from './livePrograms.ts'
import { type TextEdit, tagEdit } from './tagEdit.ts'

/** A model that a file exports, found without running it. */
export interface LiveModel {
  readonly exportName: string
  /** Where its declaration begins, without its comment; counts from 1. */
  readonly line: number
  readonly column: number
  /** The name in the declaration, for a line about it. */
  readonly endLine: number
  readonly endColumn: number
  /** How it is traced, where a comment says so. */
  readonly tag: ModelTag | null
  /** Puts a tag to be filled in above a model that has none: the parameters of forward by name. */
  readonly tagEdit: TextEdit | null
}

export interface LiveChecker {
  /** Texts and programs of the files. */
  readonly programs: LivePrograms
  /** The models of a file, in the order of its text. */
  models(file: string): readonly LiveModel[]
  /** What is found in the code that the models of a file reach, in whichever file, and what is wrong with their tags. */
  check(file: string): readonly DiagnosticReport[]
  /** The check of one model; null for one that the file does not export. */
  checkModel(file: string, exportName: string): CaptureCheck | null
  /** The call at an offset of a file. */
  callAt(file: string, offset: number): CallUnder | null
  /** Rewrites that take away one finding at a place, each tried: the result has no other finding and no new error. */
  fixes(file: string, code: string, place: FixPlace): readonly QuickFix[]
}

/** @param resolveFrom a file from which `@tensorflow/*` and `@tsfx/*` resolve when they do not from the model. */
export function liveChecker(resolveFrom?: string): LiveChecker {
  const programs = livePrograms(resolveFrom)
  const treeOf = (file: string) => {
    const program = programs.programOf(file)
    const tree = program.getSourceFile(file)
    return tree ? { program, tree } : null
  }
  return {
    programs,
    models(file) {
      const found = treeOf(file)
      return found ? modelsOf(found.program, found.tree) : []
    },
    check(file) {
      const found = treeOf(file)
      return found ? checkFile(found.program, found.tree) : []
    },
    checkModel(file, exportName) {
      const found = treeOf(file)
      const model = found && modelsOf(found.program, found.tree).find((one) => one.exportName === exportName)
      return found && model ? checkOf(found.program, found.tree, model) : null
    },
    callAt(file, offset) {
      const found = treeOf(file)
      return found && callUnder(found.tree, offset, found.program.getTypeChecker())
    },
    fixes(file, code, place) {
      return quickFixes(programs, file, code, place)
    },
  }
}

/** Every finding of a file's models, once, and the problems of their tags. */
export function checkFile(program: ts.Program, tree: ts.SourceFile): readonly DiagnosticReport[] {
  const reports = new Map<string, DiagnosticReport>()
  const add = (report: DiagnosticReport) => {
    const { file, line, column } = report.place ?? { file: '', line: 0, column: 0 }
    reports.set(`${report.code} ${file}:${line}:${column}`, report)
  }
  for (const model of modelsOf(program, tree)) {
    if (model.tag?.problem) add(diagnosticReport(model.tag.problem))
    for (const finding of checkOf(program, tree, model).findings) add(diagnosticReport(findingError(finding)))
  }
  return [...reports.values()]
}

/** Parameters that a tag gives a shape are tensors, and the others are constants. */
function checkOf(program: ts.Program, tree: ts.SourceFile, { exportName, tag }: LiveModel): CaptureCheck {
  const tensors = tensorsOfTag(tag)
  return checkModel(program, tree, {
    file: tree.fileName,
    exportName,
    ...(tensors.length > 0 && { tensorParameters: tensors }),
  })
}

function modelsOf(program: ts.Program, tree: ts.SourceFile): readonly LiveModel[] {
  const checker = program.getTypeChecker()
  const names = exportedModels(checker, tree)
  const tags = readModelTags(tree.fileName, tree.text)
  return exportedDeclarations(tree).flatMap(({ exportName, node }): LiveModel[] => {
    const tag = tags.find((one) => one.exportName === exportName) ?? null
    // A function of tensors is a model when its comment says so.
    if (!names.includes(exportName) && tag === null) return []
    const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node
    const start = tree.getLineAndCharacterOfPosition(statement.getStart(tree))
    const end = tree.getLineAndCharacterOfPosition(nameOf(node)?.end ?? statement.getStart(tree))
    return [
      {
        exportName,
        line: start.line + 1,
        column: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
        tag,
        tagEdit: tag === null ? tagEdit(checker, tree, node) : null,
      },
    ]
  })
}

const nameOf = (node: ts.Node): ts.Node | undefined => (node as { readonly name?: ts.Node }).name
