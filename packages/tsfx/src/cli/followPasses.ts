/** @file The options by which a command shows what its passes do. */
import { relative, resolve } from 'node:path'
import { type PassHooks, type PassRecord, printPassRecords } from '@tsfx/passes'
import { badUsage } from '../diagnostics.generated.ts'
import { dumpPasses } from '../node/dumpPasses.ts'
import type { CommandOption, OptionValues } from './command.ts'
import type { CommandOutput } from './commandOutput.ts'
import { optionalText } from './readOptions.ts'

/** Options of commands that run passes. */
export const passOptions: Readonly<Record<string, CommandOption>> = {
  dump: {
    type: 'string',
    value: '<folder>',
    help: 'write the graph after each pass here, with what the pass changed: .txt, .diff, .dot',
  },
  passes: { type: 'boolean', help: 'print what each pass changed, which rules fired, and the time it took' },
}

export interface FollowedPasses {
  readonly hooks: PassHooks
  /** Tells what the passes did, when `--passes` asked for it. */
  tell(output: CommandOutput): void
}

/**
 * Follows passes as `--dump` and `--passes` ask for.
 * @throws TSFX7000 for a dump inside `out`, the folder of the results, which takes no files that are not its own, and TSFX7003 for
 * one that is not ours.
 */
export function followPasses(options: OptionValues, command: string, out: string | null): FollowedPasses {
  const folder = optionalText(options, 'dump')
  if (folder !== undefined && out !== null && isInside(folder, out)) {
    throw badUsage({
      problem: `--dump ${folder} lies inside of --out ${out}`,
      command: `tsfx ${command} --help`,
    })
  }
  const dump = folder === undefined ? null : dumpPasses(folder)
  const records: PassRecord[] = []
  return {
    hooks: {
      onPass(before, after, record) {
        dump?.onPass(before, after, record)
        records.push(record)
      },
      onFailure: (failure) => dump?.onFailure(failure),
    },
    tell(output) {
      if (!options.passes) return
      output.print(`\n${printPassRecords(records, { nearMisses: true })}`)
      output.result({ passes: records })
    },
  }
}

const isInside = (folder: string, out: string): boolean => {
  const path = relative(resolve(out), resolve(folder))
  return path === '' || !(path.startsWith('..') || resolve(path) === path)
}
