/** @file Parameters of requests, which a client may send in any form. */
import { badRequestParams } from './diagnostics.generated.ts'

/** What a request is about. */
export type ParamsForm = 'document' | 'position' | 'range' | 'uri' | 'command'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isPosition = (value: unknown): boolean =>
  isRecord(value) && Number.isSafeInteger(value.line) && Number.isSafeInteger(value.character)

const hasDocument = ({ textDocument }: Readonly<Record<string, unknown>>): boolean =>
  isRecord(textDocument) && typeof textDocument.uri === 'string'

const FORMS: Readonly<
  Record<
    ParamsForm,
    { readonly text: string; readonly fits: (params: Readonly<Record<string, unknown>>) => boolean }
  >
> = {
  document: { text: '`{ textDocument: { uri } }`', fits: hasDocument },
  position: {
    text: '`{ textDocument: { uri }, position: { line, character } }`',
    fits: (params) => hasDocument(params) && isPosition(params.position),
  },
  range: {
    text: '`{ textDocument: { uri }, range: { start, end }, context: { diagnostics } }`',
    fits: (params) =>
      hasDocument(params) &&
      isRecord(params.range) &&
      isPosition(params.range.start) &&
      isPosition(params.range.end) &&
      isRecord(params.context) &&
      Array.isArray(params.context.diagnostics),
  },
  uri: { text: '`{ uri }`', fits: ({ uri }) => typeof uri === 'string' },
  command: {
    text: '`{ command, arguments }`',
    fits: (params) =>
      typeof params.command === 'string' &&
      (params.arguments === undefined || Array.isArray(params.arguments)),
  },
}

/** @throws TSFX8010 for parameters of another form */
export function checkParams(request: string, form: ParamsForm, params: unknown): void {
  const { text, fits } = FORMS[form]
  if (isRecord(params) && fits(params)) return
  throw badRequestParams({ request, takes: text, given: JSON.stringify(params) ?? 'nothing' })
}
