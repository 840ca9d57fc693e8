/** @file Captures of calls with more than one form: their arguments are brought into one before they are bound. */
import { type CaptureForm, type FixedParameter, positional } from '../captureForm.ts'

type Bound = Readonly<Record<string, unknown>>

/** `positional`, with the bound arguments rewritten by `complete`. */
export const captureWith = (
  name: string,
  parameters: readonly (string | FixedParameter)[],
  complete: (bound: Bound) => Bound,
): readonly CaptureForm[] =>
  positional(name, parameters).map(({ from, bind }) => ({
    from,
    bind: (call) => complete(bind(call) as Bound),
  }))
