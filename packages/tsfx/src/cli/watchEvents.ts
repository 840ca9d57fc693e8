/** @file What `tsfx watch` prints of its events: a line each for people, a line of JSON each for tools. */
import { join } from 'node:path'
import { printNodeChanges } from '../node/watch/nodeChanges.ts'
import type { WatchEvent } from '../node/watch/watchEvent.ts'
import type { CommandOutput } from './commandOutput.ts'
import { shortPath } from './terminalStyle.ts'

/** Tells one event; `hint` ends the line that says that all is done. */
export function tellEvent(event: WatchEvent, output: CommandOutput, hint = ''): void {
  if (output.json) output.event?.({ ...event })
  else printEvent(event, output, hint)
}

function printEvent(event: WatchEvent, { print, report }: CommandOutput, hint: string): void {
  switch (event.event) {
    case 'watching':
      if (event.models.length === 0) print('no model has a comment /** @tsfx --input x:?,28,28,1 */ yet')
      break
    case 'started':
      break
    case 'output':
      print(`${event.model} | ${event.line}`)
      break
    case 'regenerated':
      for (const note of event.diagnostics) report(note)
      print(regeneratedLine(event))
      break
    case 'failed':
      for (const diagnostic of event.diagnostics) report(diagnostic)
      print(`${event.model}: not made; what was written before stays`)
      break
    case 'removed':
      print(`${event.model}: is there no more; what was written of it stays`)
      break
    case 'idle':
      print((event.failed === 0 ? 'up to date' : `${event.failed} not up to date`) + hint)
      break
  }
}

function regeneratedLine({
  model,
  summary,
  nodes,
  out,
  written,
}: Extract<WatchEvent, { event: 'regenerated' }>): string {
  const modules = written.filter((name) => name.endsWith('.fx.ts')).map((name) => shortPath(join(out, name)))
  const others = written.length - modules.length
  const files = [...modules, ...(others > 0 ? [`${others} more files`] : [])].join(', ')
  return [
    `${model}: ${summary}`,
    printNodeChanges(nodes),
    written.length > 0 ? `wrote ${files}` : 'no file changed',
  ]
    .filter((part) => part !== '')
    .join('; ')
}
