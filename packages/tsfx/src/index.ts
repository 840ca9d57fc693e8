/**
 * @file The public face of tsfx. It runs in a page: nothing here reads files. `tsfx/node` adds files and the loader,
 * `tsfx/register` prepares a Node process for tracing.
 */
export * from '@tsfx/codegen'
export * from '@tsfx/ir'
export * from '@tsfx/ops'
export * from '@tsfx/passes'
export * from '@tsfx/quant'
export * from '@tsfx/report'
export * from '@tsfx/tracer'
