export * from './diagnostics/diagnosticError.ts'
export * from './sourceLocation.ts'
export * from './sourceLookup.ts'
