/** @file What the alias of tfjs-core in a bundle needs of tsfx, without the rest of it. */
export { installCapture } from '@tsfx/tracer'
