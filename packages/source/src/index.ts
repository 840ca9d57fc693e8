export * from './createSourceLookup.ts'
export * from './originalLocation.ts'
export * from './stripTypes.ts'
