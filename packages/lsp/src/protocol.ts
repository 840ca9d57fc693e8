/**
 * @file What the language server and its clients say to each other beyond the Language Server Protocol 3.18: commands, the
 * documents they make, options, notifications. It imports types and one function, so that an extension of an editor can bundle it alone.
 *
 * Commands run by `workspace/executeCommand` with `arguments: [ModelArgument]` or `[ModelArgument, CommandOptions]`, and answer
 * with a `CommandResult`. Generated documents have URIs of the scheme `tsfx`, which only the server makes and reads; a client
 * asks for their text by `workspace/textDocumentContent` (LSP 3.18), and is told of a new text by
 * `workspace/textDocumentContent/refresh`.
 */
import type { DiagnosticReport } from '@tsfx/ir'

export { noticeText } from './noticeText.ts'

/** The names of the commands, as in `executeCommandProvider`. */
export const COMMANDS = {
  /** Captures the model as a graph; hovers show shapes after it. Runs the user's code. */
  trace: 'tsfx.trace',
  /** Captures the model, and shows it as TypeScript of floats. Runs the user's code. */
  showGenerated: 'tsfx.showGenerated',
  /** Quantizes the model, and shows it as TypeScript of integers. Runs the user's code. */
  showInt8: 'tsfx.showInt8',
  /** Quantizes the model, and measures each node; hovers show scales and SQNR after it. Runs the user's code. */
  quantize: 'tsfx.quantize',
  /** Draws the graph as SVG: of integers where the model was quantized since its last change, else of floats. */
  showGraph: 'tsfx.showGraph',
} as const

export type CommandName = (typeof COMMANDS)[keyof typeof COMMANDS]

/** A model in a document. */
export interface ModelArgument {
  /** Of the document that exports the model. */
  readonly uri: string
  /** The name it is exported by. */
  readonly exportName: string
}

/** The second argument of a command; may be left out. */
export interface CommandOptions {
  /**
   * Whether the server shows what it made (`window/showDocument`), or why it failed (`window/showMessage`). Default: true.
   * A client that shows the result itself says false.
   */
  readonly show?: boolean
}

/** What a generated document shows of a model. */
export type GeneratedForm = 'float' | 'int8' | 'floatGraph' | 'int8Graph'

/** A document that the server made. */
export interface GeneratedDocument {
  /** Of the scheme `tsfx`, or of a file where the client has no virtual documents. */
  readonly uri: string
  /** For a tab: `Net (int8)`. */
  readonly title: string
  readonly form: GeneratedForm
  /** TypeScript, or one `<svg>` element. */
  readonly languageId: 'typescript' | 'svg'
}

/** What a command came to. */
export type CommandResult = CommandDone | CommandFailed

export interface CommandDone {
  readonly kind: 'done'
  readonly model: ModelArgument
  /** One line: `Net: 10 nodes, [batch, 28, 28, 1] -> [batch, 10]`. */
  readonly summary: string
  /**
   * All that can be shown of the model by now, each with a text that is there: after a quantization also those in floats, so
   * that a client can show them side by side.
   */
  readonly documents: readonly GeneratedDocument[]
}

/** Why a command failed: tsfx refused the model, its code ended or was ended, or the source does not say how to run it. */
export type FailureKind =
  | 'refused'
  | 'crashed'
  | 'timedOut'
  | 'outOfMemory'
  | 'cancelled'
  | 'noInputs'
  | 'noData'

export interface CommandFailed {
  readonly kind: 'failed'
  readonly model: ModelArgument
  readonly failure: FailureKind
  /** One line for a notification. */
  readonly message: string
  /** At least one: what was refused, and where. */
  readonly diagnostics: readonly DiagnosticReport[]
}

/**
 * `initializationOptions` of the server; each may be left out. `workspace/didChangeConfiguration` with `settings: { tsfx: ServerOptions }`
 * changes them later.
 */
export interface ServerOptions {
  readonly limits?: {
    /** Wall time of one run of the user's code. Default: 120. */
    readonly seconds?: number
    /** Memory of the process of one run, JavaScript and buffers together. Default: 4096. */
    readonly megabytes?: number
  }
  /** The Node that runs the user's code. Default: the one that runs the server. */
  readonly nodePath?: string
  /**
   * Whether generated code is shown as documents of the scheme `tsfx`; otherwise it is written beside the source, as
   * `<stem>.fx.ts`. Default: whether the client says that it can (`workspace.textDocumentContent`).
   */
  readonly virtualDocuments?: boolean
}

/** Scheme of the generated documents. */
export const SCHEME = 'tsfx'

/** Requests of the client. */
export const REQUESTS = {
  /** `GraphNodesParams` -> `GraphNode[]`. */
  graphNodes: 'tsfx/graphNodes',
} as const

export interface GraphNodesParams {
  /** Of a document that is a drawing. */
  readonly uri: string
}

/** A node of a drawing. */
export interface GraphNode {
  /** What the `<title>` of its group in the SVG says. */
  readonly node: string
  /** Where the user wrote it; lines and characters count from 0. */
  readonly location: {
    readonly uri: string
    readonly range: { readonly start: TextPosition; readonly end: TextPosition }
  } | null
}

/** As in the Language Server Protocol. */
export interface TextPosition {
  readonly line: number
  readonly character: number
}

/** Notifications from the server. */
export const NOTIFICATIONS = {
  /** `ModelState`: what is known of a model changed. */
  modelState: 'tsfx/modelState',
} as const

export interface ModelState {
  readonly model: ModelArgument
  readonly state: 'running' | 'traced' | 'quantized' | 'failed'
  /** Whether the text of a file that the model is made of has changed since. */
  readonly isStale: boolean
}
