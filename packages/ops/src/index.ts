export * from './tfjsBinding.ts'
