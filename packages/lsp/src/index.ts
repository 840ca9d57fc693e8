export type * from './modelJob.ts'
export * from './protocol.ts'
