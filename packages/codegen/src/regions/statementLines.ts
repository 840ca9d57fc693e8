/** @file How many lines a statement will take, estimated from its call; only whether a method saves lines depends on it. */
import type { PrintArg, PrintedCall } from '@tsfx/ops'
import { formOf } from '../argForm.ts'
import { LINE_WIDTH } from '../layOut.ts'
import type { RegionContext } from './regionContext.ts'

/** Columns of `    const name = ` and of `();`, of a name, and of a field such as `blocks[1].conv.weight`. */
const AROUND = 22
const NAME = 10
const FIELD = 22

export function statementLines({ callee, args }: PrintedCall, context: RegionContext): number {
  const width =
    AROUND + callee.length + args.reduce((sum: number, arg) => sum + argWidth(arg, context) + 2, 0)
  if (width <= LINE_WIDTH) return 1
  const last = args.at(-1)
  const form = formOf(last, context)
  return 2 + (form.kind === 'record' ? form.entries.length : args.length)
}

function argWidth(arg: PrintArg, context: RegionContext): number {
  const form = formOf(arg, context)
  switch (form.kind) {
    case 'plain':
      return String(form.value).length
    case 'list':
      return form.items.reduce((sum: number, item) => sum + argWidth(item, context) + 2, 2)
    case 'record':
      return form.entries.reduce((sum, [key, item]) => sum + key.length + argWidth(item, context) + 4, 4)
    case 'weight':
      return FIELD
    case 'value':
    case 'dim':
      return NAME
  }
}
