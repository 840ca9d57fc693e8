/**
 * @file One run of a user's model in a process of its own: what is asked, and all that may come of it. The language server and
 * `tsfx watch` ask; `tsfx` runs it (`runModelJob`). Plain data, as it goes from one process to another.
 */
import type { DiagnosticPlace, DiagnosticReport, SourceLocation } from '@tsfx/ir'

/** What is to be done with a model. */
export interface ModelJob {
  /** `trace` gives the model in floats; `quantize` also in integers, and measures each node. */
  readonly action: 'trace' | 'quantize'
  /** Path of the module. */
  readonly file: string
  readonly exportName: string
  /** As in `--input x:?,28,28,1`; none for data whose arrays tell the shapes. */
  readonly inputs: readonly string[]
  /** Where they are said, for those of a comment. */
  readonly inputsAt?: Pick<DiagnosticPlace, 'loc' | 'end'>
  /** Path of calibration data; a quantization needs it. */
  readonly data: string | null
  /** Path of a `.safetensors` with the state of the model. */
  readonly weights: string | null
  readonly backend: string
  readonly rounding: 'float32' | 'single' | 'double'
  readonly activations: 'int8' | 'uint8'
  /** Calibration rows to use at most. */
  readonly samples: number
  /** Stem of the files in floats: `net` gives `net.fx.ts`. */
  readonly name: string
  /** Stem of the files in integers. */
  readonly int8Name: string
  /** Folder that the process runs in. */
  readonly cwd: string
  /** Folder that the files are for; their imports and source maps are relative to it. */
  readonly outDir: string
  /** Whether files of weights come along. */
  readonly withWeights: boolean
  /** Said in the head of an emitted module: how to make it again. */
  readonly regenerate?: string
  /** What the static check said of the files on disk, where it found nothing: then it is not done again. */
  readonly checked?: {
    readonly optionalParameters: readonly string[]
    /** Where it could not follow. */
    readonly reason: string | null
  }
  /** Whether the shape of its result stands behind each statement. Default: false. */
  readonly annotate?: boolean
  /** Whether modules that repeat become methods and loops. Default: true. */
  readonly reroll?: boolean
}

/** What bounds a run. */
export interface ModelLimits {
  /** Wall time; after it the process is killed. */
  readonly seconds: number
  /** Resident memory of the process: the heap, typed arrays and WebAssembly together. */
  readonly megabytes: number
  readonly signal?: AbortSignal
  /** The Node that runs the user's code. Default: this one. */
  readonly nodePath?: string
  /** Told of each step: `tracing`, `calibrating`. */
  readonly onProgress?: (step: string) => void
  /** Given what the user's code prints, line by line. */
  readonly onOutput?: (line: string) => void
}

export type RunModel = (job: ModelJob, limits: ModelLimits) => Promise<ModelResult>

export type ModelResult =
  | ModelDone
  /** tsfx refused the model or its data, or the user's code threw. */
  | { readonly kind: 'refused'; readonly diagnostics: readonly DiagnosticReport[] }
  /** The process ended without an answer. */
  | {
      readonly kind: 'crashed'
      readonly exitCode: number | null
      readonly signal: string | null
      /** The end of what it wrote to stderr. */
      readonly stderr: string
    }
  | { readonly kind: 'timedOut'; readonly seconds: number }
  | { readonly kind: 'outOfMemory'; readonly megabytes: number }
  | { readonly kind: 'cancelled' }

/** A run that came to nothing. */
export type ModelFailure = Exclude<ModelResult, ModelDone>

export interface ModelDone {
  readonly kind: 'done'
  /** What a user should know: constants taken into the graph, code that was not checked. */
  readonly notes: readonly DiagnosticReport[]
  readonly float: ModelForm
  /** Null after a trace. */
  readonly int8: ModelForm | null
  /** Paths of the user's own modules that were loaded: when one changes, the result is stale. */
  readonly files: readonly string[]
}

/** A model in one form. */
export interface ModelForm {
  /** As `graphToJson` gives it. */
  readonly graph: unknown
  /** Emitted files by name: `net.fx.ts`, its JavaScript, their maps and, where they were asked for, weights. */
  readonly emitted: Readonly<Record<string, string | Uint8Array>>
  /** The graph as one `<svg>` element; null where it is too large to be drawn. */
  readonly svg: string | null
  /** `10 nodes, [batch, 28, 28, 1] -> [batch, 10]`. */
  readonly summary: string
  /** Class names of the modules, by path; the path of the root is empty. */
  readonly modules: Readonly<Record<string, string>>
  /** In the order of the graph. */
  readonly nodes: readonly NodeFacts[]
  /** Rows of the batch on which `sqnr` was measured; null where it was not. */
  readonly measuredRows: number | null
}

/** What is known of one node. */
export interface NodeFacts {
  readonly name: string
  /** Its op, or its kind. */
  readonly op: string
  /** Path of the module whose forward made it; empty for the root. */
  readonly scope: string
  /** `[batch, 28, 28, 8] float32`. */
  readonly type: string
  /** The nodes of the traced graph that it was made from; of one of those, itself. */
  readonly from: readonly string[]
  /** The one of `from` whose value this node has, exactly or nearly. */
  readonly standsFor: string | null
  /** The places in the user's source that it goes back to. */
  readonly places: readonly SourceLocation[]
  /** Of a quantized value: real value per step, and the number that stands for 0. */
  readonly scale: readonly number[] | null
  readonly zeroPoint: readonly number[] | null
  /** Signal to quantization noise against the float model, in dB; Infinity where they are equal, null where it was not measured. */
  readonly sqnr: number | null
}
