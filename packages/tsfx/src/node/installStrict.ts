/** @file `--strict`: from now on the user's modules load with conditions that refuse the tensors of a trace. */
import { register } from 'node:module'
import type { DiagnosticError, SourceLocation } from '@tsfx/ir'
import { createSourceLookup, installStrictConditions } from '@tsfx/source'
import { installHooks } from './installHooks.ts'

/** By these a tensor of a trace, and the trace that runs, are known in every copy of the tracer. */
const SYMBOLIC = Symbol.for('tsfx.symbolic')
const CAPTURE = Symbol.for('tsfx.capture')
const shared = globalThis as {
  readonly [CAPTURE]?: { readonly recording: { refuse(error: DiagnosticError): DiagnosticError } | null }
}

const presence = new Set<string>()
let isRegistered = false

/**
 * Prepares the loader for models in `folders`; modules that are loaded already stay as they are.
 * @param presenceTests places whose tensors may be absent, as the static check tells them.
 */
export function installStrict(folders: readonly string[], presenceTests: readonly SourceLocation[]): void {
  for (const place of presenceTests) presence.add(keyOf(place))
  if (isRegistered) return
  isRegistered = true
  // Hooks that are registered later are asked first.
  installHooks(folders)
  register(new URL(`./strictHooks.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url))
  installStrictConditions({
    isTensor: (value) => typeof value === 'object' && value !== null && SYMBOLIC in value,
    isPresenceTest: (place) => presence.has(keyOf(place)),
    refuse: (error) => shared[CAPTURE]?.recording?.refuse(error) ?? error,
    lookup: createSourceLookup(),
  })
}

const keyOf = ({ file, line, column }: SourceLocation): string => `${file}:${line}:${column}`
