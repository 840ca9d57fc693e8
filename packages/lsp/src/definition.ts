/** @file Definition and implementation: from generated code to the source, and from a call in the source to what was generated of it. */
import type { Location, TextDocumentPositionParams } from 'vscode-languageserver/node'
import { madeOf } from './generatedDocuments.ts'
import {
  generatedOfSource,
  isGenerated,
  type MappedText,
  type Position,
  sourceOfGenerated,
} from './generatedPlaces.ts'
import type { ModelRun } from './modelRuns.ts'
import type { GeneratedDocument } from './protocol.ts'
import { clientUri, type Session, sourcePath } from './session.ts'

/** Where a position leads; nothing where nothing was generated, so that other servers of the language answer alone. */
export function definition(
  session: Session,
  { textDocument: { uri }, position }: TextDocumentPositionParams,
): Location[] {
  if (isGenerated(uri)) {
    const place = sourceOfGenerated(session, uri, position)
    if (!place) return []
    const start = { line: place.line - 1, character: place.column - 1 }
    return [{ uri: clientUri(session, place.file), range: { start, end: start } }]
  }
  const path = sourcePath(uri)
  const document = session.documents.get(uri)
  if (path === null || !document) return []
  const runs = session.runs.at(path)
  const call = runs.length > 0 ? session.checker.callAt(path, document.offsetAt(position)) : null
  if (!call) return []
  const place = { file: path, line: call.line, column: call.column }
  return runs.flatMap((run) =>
    documentsOf(session, run).flatMap(({ document: { uri: target }, code }) =>
      generatedOfSource(place, code, run.job.outDir).map((start) => locationAt(target, start)),
    ),
  )
}

/** The generated code of a model that an editor can show: virtual documents, or files that were written. */
function documentsOf(
  { generated, settings }: Session,
  run: ModelRun,
): { document: Pick<GeneratedDocument, 'uri'>; code: MappedText }[] {
  const known = settings.virtualDocuments ? generated.of(run) : generated.writtenOf(run)
  return known.flatMap((document) => {
    const { text, map } = madeOf(run, document.form) ?? {}
    return text && map ? [{ document, code: { text, map } }] : []
  })
}

const locationAt = (uri: string, start: Position): Location => ({ uri, range: { start, end: start } })
