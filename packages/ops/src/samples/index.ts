/** @file `@tsfx/ops/samples`, a private path for the tests of other packages. */
export * from './compositionSamples.ts'
export * from './opSamples.ts'
export * from './sampleTensors.ts'
