/** @file What names mean in a body of the emitted class: in `forward`, and in a method that stands for many places of the graph. */
import type { Ref } from '@tsfx/ir'
import type ts from 'typescript'
import type { Variation } from './regions/pattern.ts'

export interface Environment {
  /** A value of the graph. */
  value(ref: Ref): ts.Expression
  /** The field that `keys` lead to from `this`. */
  field(keys: readonly string[]): ts.Expression
  /** Whether a group of fields can be passed on as it is. */
  hasGroup(keys: readonly string[]): boolean
  /** The identifier of a named dim. */
  dim(name: string): string
  /** What differs between the instances of the method. */
  variation(variation: Variation): ts.Expression
}
