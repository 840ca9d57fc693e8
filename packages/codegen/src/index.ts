export { type EmitOptions, type EmittedFiles, emit } from './emit.ts'
