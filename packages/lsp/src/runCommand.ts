/** @file Runs a command on a model: the one place from which a user's code is run. */
import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { type DiagnosticReport, diagnosticReport, isDiagnosticError } from '@tsfx/ir'
import type { LiveChecker } from '@tsfx/source'
import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver/node'
import { badCommandArguments } from './diagnostics.generated.ts'
import { jobOf } from './jobOf.ts'
import type { LiveDiagnostics } from './liveDiagnostics.ts'
import { modelFailure } from './modelFailure.ts'
import type { ModelFailure, ModelJob, ModelResult } from './modelJob.ts'
import { modelNamed } from './modelNamed.ts'
import type { ModelRun } from './modelRuns.ts'
import { noticeText } from './noticeText.ts'
import {
  COMMANDS,
  type CommandName,
  type CommandResult,
  type FailureKind,
  type GeneratedDocument,
  type GeneratedForm,
  type ModelArgument,
  type ModelState,
  NOTIFICATIONS,
} from './protocol.ts'
import { refuseSameDocument } from './refuseSameDocument.ts'
import { clientUri, type Session, sourcePath } from './session.ts'

/** A command as it was sent. */
export interface CommandCall {
  readonly command: string
  readonly arguments: readonly unknown[]
}

interface Control {
  readonly token: CancellationToken
  /** Of the token that came with the command; does nothing without one. */
  readonly progress: WorkDoneProgressReporter
  /** Whether the result is shown here, and so the progress as well. */
  readonly show: boolean
}

/** What a command needs to know of a model, and shows of it. */
const WORK: Readonly<
  Record<CommandName, { action: ModelJob['action']; again: boolean; shows: GeneratedForm[] }>
> = {
  [COMMANDS.trace]: { action: 'trace', again: true, shows: [] },
  [COMMANDS.quantize]: { action: 'quantize', again: true, shows: [] },
  [COMMANDS.showGenerated]: { action: 'trace', again: false, shows: ['float'] },
  [COMMANDS.showInt8]: { action: 'quantize', again: false, shows: ['int8'] },
  [COMMANDS.showGraph]: { action: 'trace', again: false, shows: ['int8Graph', 'floatGraph'] },
}

interface ParsedCall {
  readonly command: CommandName
  readonly model: ModelArgument
  readonly path: string
  readonly show: boolean
}

/** Reads the call of a command. @throws TSFX8001 */
export function parseCall({ command, arguments: given }: CommandCall): ParsedCall {
  const known = Object.values(COMMANDS).find((name) => name === command)
  const [model, options] = given as [Partial<ModelArgument> | undefined, { show?: unknown } | undefined]
  const path = typeof model?.uri === 'string' ? sourcePath(model.uri) : null
  if (!known || path === null || typeof model?.uri !== 'string' || typeof model.exportName !== 'string')
    throw badCommandArguments({ command, given: JSON.stringify(given) })
  return {
    command: known,
    model: { uri: model.uri, exportName: model.exportName },
    path,
    show: options?.show !== false,
  }
}

/**
 * Runs a command. What the user's model or its source is refused for is an answer.
 * @throws TSFX8001 for other arguments than a model
 */
export async function runCommand(
  session: Session,
  diagnostics: LiveDiagnostics,
  call: CommandCall,
  control: Omit<Control, 'show'>,
): Promise<CommandResult> {
  const { command, model, path, show } = parseCall(call)
  const { action, again, shows } = WORK[command]
  try {
    if (shows.length > 0 && !session.settings.virtualDocuments) {
      const { checker, generated } = session
      refuseSameDocument(checker, { file: path, exportName: model.exportName }, generated.writtenModels)
    }
    const run = (again ? null : freshRun(session, path, model, shows)) ?? (await runNow())
    if ('kind' in run) return failed(session, diagnostics, { model, path, show }, run)
    diagnostics.setOfRun(path, [])
    const documents = session.settings.virtualDocuments
      ? session.generated.of(run)
      : writtenDocuments(session, run, shows)
    if (show) await showFirst(session, documents, shows)
    return { kind: 'done', model, summary: summaryOf(session, run), documents }
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
    return refused(session, diagnostics, { model, path, show }, error.code, [diagnosticReport(error)])
  }

  async function runNow(): Promise<ModelRun | ModelFailure> {
    const job = makeJob(session, action, path, model)
    tell(session, { model, state: 'running', isStale: false })
    const result = await execute(session, job, { ...control, show })
    if (result.kind !== 'done') return result
    const run = session.runs.of({ file: path, exportName: model.exportName }) as ModelRun
    for (const uri of session.generated.askedOf(run)) await refresh(session, uri)
    for (const note of result.notes) session.connection.console.info(note.message)
    const isStale = session.runs.changed(run).length > 0
    tell(session, { model, state: run.done.int8 ? 'quantized' : 'traced', isStale })
    return run
  }
}

/** What is known already and has what the command shows. */
function freshRun(
  { runs }: Session,
  file: string,
  { exportName }: ModelArgument,
  shows: readonly GeneratedForm[],
): ModelRun | null {
  const run = runs.of({ file, exportName })
  if (!run || runs.changed(run).length > 0) return null
  const has = (form: GeneratedForm) => (form.startsWith('int8') ? run.done.int8 !== null : true)
  return shows.some(has) ? run : null
}

function makeJob(
  { checker, settings }: Session,
  action: ModelJob['action'],
  file: string,
  { exportName }: ModelArgument,
): ModelJob {
  const { tag } = modelNamed(checker.models(file), file, exportName)
  // The innermost of the folders that the editor has open: there a user would run the command.
  const folder = settings.folders
    .filter((one) => file.startsWith(one + sep))
    .sort((a, b) => b.length - a.length)[0]
  const checked = checkOnDisk(checker, file, exportName)
  return {
    ...jobOf({ action, file, exportName, tag, ...(folder && { cwd: folder }) }),
    ...(checked && { checked }),
    regenerate: commandLine([
      'tsfx',
      action,
      `${folder ? relative(folder, file) : file}#${exportName}`,
      '--out',
      'out',
    ]),
  }
}

/** The check that the run would begin with, where no text differs from what is on disk and nothing is found. */
function checkOnDisk(checker: LiveChecker, file: string, exportName: string): ModelJob['checked'] | null {
  const { programs } = checker
  if (programs.opened.some((opened) => programs.textOf(opened) !== textOnDisk(opened))) return null
  const check = checker.checkModel(file, exportName)
  if (!check || check.findings.length > 0) return null
  return { optionalParameters: check.optionalParameters, reason: check.reason ?? null }
}

/** A command as a shell takes it. */
const commandLine = (words: readonly string[]): string =>
  words
    .map((word) => (/^[\w@%+=:,./#-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')

async function execute(
  session: Session,
  job: ModelJob,
  { token, progress, show }: Control,
): Promise<ModelResult> {
  const { connection, runs, settings } = session
  const abort = new AbortController()
  const cancel = () => abort.abort()
  const listeners = [token.onCancellationRequested(cancel)]
  const shown =
    show && settings.canReportProgress ? await connection.window.createWorkDoneProgress() : progress
  if ('token' in shown) {
    listeners.push((shown as { token: CancellationToken }).token.onCancellationRequested(cancel))
  }
  shown.begin(noticeText(`tsfx: ${job.action} ${job.exportName}`), undefined, '', true)
  if (token.isCancellationRequested) cancel()
  try {
    return await runs.run(job, {
      seconds: settings.seconds,
      megabytes: settings.megabytes,
      signal: abort.signal,
      ...(settings.nodePath !== null && { nodePath: settings.nodePath }),
      onProgress: (step) => shown.report(step),
      onOutput: (line) => connection.console.log(`${job.exportName}: ${line}`),
    })
  } finally {
    shown.done()
    for (const listener of listeners) listener.dispose()
  }
}

interface FailedModel {
  readonly model: ModelArgument
  readonly path: string
  /** Whether the user is told here. */
  readonly show: boolean
}

function failed(
  session: Session,
  diagnostics: LiveDiagnostics,
  failure: FailedModel,
  result: ModelFailure,
): CommandResult {
  const reports = modelFailure(result, failure.model.exportName)
  return refused(session, diagnostics, failure, result.kind, reports)
}

const KINDS: Readonly<Record<string, FailureKind>> = {
  TSFX8002: 'noInputs',
  TSFX8003: 'noData',
  crashed: 'crashed',
  timedOut: 'timedOut',
  outOfMemory: 'outOfMemory',
  cancelled: 'cancelled',
}

/** Tells the user of a failure where the model is, and the client in the answer. */
function refused(
  session: Session,
  diagnostics: LiveDiagnostics,
  { model, path, show }: FailedModel,
  why: string,
  reports: readonly DiagnosticReport[],
): CommandResult {
  const failure = KINDS[why] ?? 'refused'
  const [first] = reports
  const message = noticeText(first?.code ? `${first.code} ${first.message}` : (first?.message ?? ''))
  if (failure !== 'cancelled') {
    diagnostics.setOfRun(
      path,
      reports.map((report) => atModel(session, path, model, report)),
    )
    if (show)
      session.connection.window.showErrorMessage(
        first?.fix ? `${message}. ${noticeText(first.fix)}` : message,
      )
  }
  tell(session, { model, state: 'failed', isStale: false })
  return { kind: 'failed', model, failure, message, diagnostics: reports }
}

/** A failure without a place of its own is shown at the model. */
function atModel(
  { checker }: Session,
  file: string,
  { exportName }: ModelArgument,
  report: DiagnosticReport,
): DiagnosticReport {
  if (report.place !== null) return report
  const found = checker.models(file).find((model) => model.exportName === exportName)
  if (!found) return report
  const { line, column, endLine, endColumn } = found
  return { ...report, place: { file, line, column, endLine, endColumn } }
}

function writtenDocuments(
  { generated, writeFile }: Session,
  run: ModelRun,
  forms: readonly GeneratedForm[],
): readonly GeneratedDocument[] {
  return forms.flatMap((form) => generated.write(run, form, writeFile) ?? [])
}

async function showFirst(
  { connection, settings }: Session,
  documents: readonly GeneratedDocument[],
  shows: readonly GeneratedForm[],
): Promise<void> {
  const wanted = shows.flatMap((form) => documents.find((document) => document.form === form) ?? [])
  const [first] = wanted
  if (first && settings.canShowDocuments)
    await connection.window.showDocument({ uri: first.uri, takeFocus: true })
}

function summaryOf({ runs }: Session, run: ModelRun): string {
  const form = run.done.int8 ?? run.done.float
  const changed = runs.changed(run).length > 0 ? ' (of the saved files; the text has changed since)' : ''
  return noticeText(`${run.job.exportName}: ${form.summary}${changed}`)
}

async function refresh({ connection, settings }: Session, uri: string): Promise<void> {
  if (settings.canRefreshDocuments) await connection.workspace.textDocumentContent.refresh(uri)
}

/** Tells of the models that a file is part of whether they are as they were run. */
export function tellStale(session: Session, file: string): void {
  for (const run of session.runs.at(file)) {
    const isStale = session.runs.changed(run).length > 0
    if (isStale === session.runs.wasStale(run)) continue
    const model = { uri: clientUri(session, run.job.file), exportName: run.job.exportName }
    tell(session, { model, state: run.done.int8 ? 'quantized' : 'traced', isStale })
  }
}

function tell({ connection }: Session, state: ModelState): void {
  void connection.sendNotification(NOTIFICATIONS.modelState, state)
}

/** The text on disk, which is what is run. */
export function textOnDisk(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
