/** @file What the alias of tfjs-core re-exports in Node: the functions that `installHooks` wrapped before. */
import { boundTfjs } from '@tsfx/ops'

export const tfjs = boundTfjs()
