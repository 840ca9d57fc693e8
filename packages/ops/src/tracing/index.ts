/** @file What the tracer, and the tests of what it captures, ask of the ops; no part of the public face. */
export * from '../composition.ts'
export * from '../compositions.ts'
export * from '../coverage/coverage.ts'
export * from '../coverage/refusedFunctions.ts'
export { setTraceMode } from '../traceMode.ts'
