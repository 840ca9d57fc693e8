import { inputMismatch } from '../diagnostics.generated.ts'
import { showInput } from './showInput.ts'

/**
 * Refuses arguments of `forward` behind the `count` that it declares: the trace saw none there.
 * @throws TSFX6022
 */
export function refuseMore(args: ArrayLike<unknown>, count: number): void {
  for (let i = count; i < args.length; i++) {
    if (args[i] !== undefined)
      throw inputMismatch({ input: i + 1, expected: 'absent', found: showInput(args[i]) })
  }
}
