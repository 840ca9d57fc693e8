/** @file `@tsfx/ops/samples`, a private path for the tests of other packages. */
export * from './decompositionSamples.ts'
export * from './opSamples.ts'
export * from './sampleTensors.ts'
