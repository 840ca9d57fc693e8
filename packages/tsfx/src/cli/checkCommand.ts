/** @file `tsfx check`: reads models for what cannot be captured, without running them. */
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { diagnosticReport, formatReport, noteReport } from '@tsfx/ir'
import {
  type CaptureChecker,
  captureChecker,
  findingError,
  projectFiles,
  type StaticFinding,
} from '@tsfx/source'
import { badUsage, missingExport, missingFile } from '../diagnostics.generated.ts'
import { type ModelName, parseModelName, splitModelName } from '../node/loadUserModel.ts'
import type { Command } from './command.ts'
import type { CommandOutput } from './commandOutput.ts'
import { textList } from './readOptions.ts'
import { terminalStyle } from './terminalStyle.ts'

/** A model, and what the check says of it. */
interface CheckedModel {
  readonly file: string
  readonly export: string
  /** Whether all code that its forward reaches could be followed. */
  readonly checked: boolean
  readonly notFollowed: readonly string[]
}

/** `net.ts`, whose models are looked for, or `net.ts#Net`. */
type FileToCheck = Pick<ModelName, 'file'> & Partial<ModelName>

interface CheckReport {
  readonly models: readonly CheckedModel[]
  /** In the order of files and lines; a hazard that several models reach is there once. */
  readonly findings: readonly StaticFinding[]
}

export const checkCommand: Command = {
  name: 'check',
  summary:
    'reads models for what cannot be captured (branches on tensors, reads of values...), without running them',
  positionals: ['[files...]'],
  options: {
    input: {
      type: 'string',
      multiple: true,
      value: '<name>',
      help: 'a parameter of forward that is a tensor; the others are constants then',
    },
    'error-on-unfollowed': {
      type: 'boolean',
      help: 'exit with 1 also when some code could not be followed',
    },
  },
  notes: [
    'Models are exported classes and objects with a forward, and functions without parameters that make one; a function of',
    'tensors is checked when a @tsfx comment says so or it is named: tsfx check net.ts#classify. Without files, those of the nearest tsconfig.json.',
    'Where nothing has types, a parameter of forward is taken for a tensor unless it has a default other than null.',
    'The exit code is 1 when something is found, when a file cannot be parsed, and when a file that is named holds no model. tsfx trace and tsfx quantize check their model in the same way.',
    'examples: tsfx check    tsfx check net.ts    tsfx check net.js#Net --input x',
  ],
  async run(files, options, output) {
    const named = files.length > 0 ? files.map(parseFile) : filesOfProject()
    const checker = captureChecker(
      named.map(({ file }) => file),
      fileURLToPath(import.meta.url),
    )
    const broken = new Map(named.map(({ file }) => [file, checker.syntaxError(file)]))
    const names = named.flatMap((file) => (broken.get(file.file) ? [] : modelsOf(file, checker)))
    const report = checkAll(names, checker, textList(options, 'input'))
    tell(report, output)
    const empty =
      files.length === 0 ? [] : named.filter(({ file }) => names.every((name) => name.file !== file))
    const errors = [...broken.values()].filter((error) => error !== null)
    for (const { file } of empty) if (!broken.get(file)) errors.push(withoutModel(file))
    if (names.length === 0 && errors.length === 0) output.print('no model found')
    for (const error of errors) output.report(diagnosticReport(error))
    const isOpen = options['error-on-unfollowed'] === true && report.models.some(({ checked }) => !checked)
    return report.findings.length > 0 || errors.length > 0 || isOpen ? 1 : 0
  },
}

function parseFile(text: string): FileToCheck {
  if (splitModelName(text).exportName !== null) return parseModelName(text)
  if (!existsSync(text)) throw missingFile({ file: resolve(text) })
  if (!/\.([cm]?[jt]s|[jt]sx)$/.test(text))
    throw badUsage({
      problem: `${text} is not TypeScript or JavaScript, so it has no forward to read`,
      command: 'tsfx check --help',
    })
  return { file: resolve(text) }
}

function filesOfProject(): FileToCheck[] {
  const files = projectFiles(process.cwd())
  if (files) return files.map((file) => ({ file }))
  throw badUsage({
    problem: `no tsconfig.json governs ${process.cwd()}; name the files`,
    command: 'tsfx check --help',
  })
}

/** @throws TSFX7006 when the export that is named is not there. */
function modelsOf({ file, exportName }: FileToCheck, checker: CaptureChecker): ModelName[] {
  if (exportName === undefined) return checker.models(file).map((name) => ({ file, exportName: name }))
  const exports = checker.exports(file)
  if (!exports.includes(exportName))
    throw missingExport({ file, exportName, exports: exports.join(', ') || 'nothing' })
  return [{ file, exportName }]
}

function checkAll(
  names: readonly ModelName[],
  checker: CaptureChecker,
  inputs: readonly string[],
): CheckReport {
  const findings = new Map<string, StaticFinding>()
  const models = names.map((name) => {
    const {
      findings: found,
      checked,
      notFollowed,
    } = checker.check({
      ...name,
      ...(inputs.length > 0 && { tensorParameters: inputs }),
    })
    for (const finding of found) findings.set(`${finding.code} ${placeOf(finding)}`, finding)
    return { file: name.file, export: name.exportName, checked, notFollowed }
  })
  return { models, findings: [...findings.values()].sort(byPlace) }
}

const placeOf = ({ loc: { file, line, column } }: StaticFinding): string => `${file}:${line}:${column}`

const byPlace = ({ loc: a }: StaticFinding, { loc: b }: StaticFinding): number =>
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column

/** Findings are the result of this command, so that they go where results go. */
function tell({ models, findings }: CheckReport, output: CommandOutput): void {
  for (const finding of findings) output.report(diagnosticReport(findingError(finding)), 'stdout')
  output.result({ models })
  const name = ({ file, export: exportName }: CheckedModel) => `${relative('', file)}#${exportName}`
  for (const model of models) {
    for (const reason of model.notFollowed) {
      const note = noteReport(`not followed in ${name(model)}: ${reason}`)
      output.print(formatReport(note, terminalStyle(process.stdout)))
    }
  }
  if (models.length > 0)
    output.print(
      `${count(findings.length, 'finding')} in ${count(models.length, 'model')}: ${models.map(name).join(', ')}`,
    )
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

const withoutModel = (file: string) =>
  badUsage({
    problem: `${relative('', file)} holds no model: nothing that it exports has a forward`,
    command: 'tsfx check --help',
  })
