/** @file What `tsfx watch` tells: with `--json`, one event a line. */
import type { DiagnosticReport } from '@tsfx/ir'
import type { NodeChanges } from './nodeChanges.ts'

export type WatchEvent =
  | { readonly event: 'watching'; readonly models: readonly string[] }
  | { readonly event: 'started'; readonly model: string }
  /** A line that the user's code prints. */
  | { readonly event: 'output'; readonly model: string; readonly line: string }
  | {
      readonly event: 'regenerated'
      readonly model: string
      /** `10 ops, [batch, 28, 28, 1] -> [batch, 10]`. */
      readonly summary: string
      readonly nodes: NodeChanges & { readonly count: number }
      /** The folder of what is written. */
      readonly out: string
      /** Names of the files whose bytes changed. */
      readonly written: readonly string[]
      /** Notes. */
      readonly diagnostics: readonly DiagnosticReport[]
    }
  /** The files of the last run stay as they are. */
  | {
      readonly event: 'failed'
      readonly model: string
      readonly reason: 'refused' | 'missing' | 'crashed' | 'timedOut' | 'outOfMemory'
      readonly diagnostics: readonly DiagnosticReport[]
    }
  /** Its file, its export or its comment is there no more; what was written of it stays. */
  | { readonly event: 'removed'; readonly model: string }
  /** Everything is made; `failed` models are not as their sources are. */
  | { readonly event: 'idle'; readonly failed: number }
