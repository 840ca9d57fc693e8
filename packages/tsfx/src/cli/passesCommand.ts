/** @file `tsfx passes`: which passes there are, what each requires and ensures, and where its page is. */

import { longest } from '@tsfx/ir'
import { type Fact, printRule } from '@tsfx/passes'
import { badUsage } from '../diagnostics.generated.ts'
import type { Command } from './command.ts'
import { type CataloguedPass, passCatalog } from './passCatalog.ts'

export const passesCommand: Command = {
  name: 'passes',
  summary: 'lists the passes with what each requires and ensures, or describes one',
  positionals: ['[name]'],
  options: {},
  notes: ['example: tsfx passes foldBatchNorm'],
  async run([name], _options, output) {
    const passes = name === undefined ? passCatalog : [named(name)]
    output.print(name === undefined ? listPasses() : passes.map(describePass).join('\n'))
    output.result({ passes: passes.map(passJson) })
  },
}

const WIDTH = longest(passCatalog.map(({ name }) => name))

/** The passes by pipeline, one below the other in the order in which they run. */
function listPasses(): string {
  const pipelines = [...new Set(passCatalog.map(({ pipeline }) => pipeline))]
  return pipelines
    .map((pipeline) => {
      const passes = passCatalog.filter((pass) => pass.pipeline === pipeline)
      return [pipeline, ...passes.flatMap(listedPass)].join('\n')
    })
    .join('\n\n')
}

function listedPass({ name, summary, requires, ensures }: CataloguedPass): readonly string[] {
  const facts = [
    requires.length > 0 && `requires ${namesOf(requires)}`,
    ensures.length > 0 && `ensures ${namesOf(ensures)}`,
  ].filter(Boolean)
  const line = `  ${name.padEnd(WIDTH)}  ${summary}`
  return facts.length > 0 ? [line, `  ${''.padEnd(WIDTH)}  ${facts.join(', ')}`] : [line]
}

const passJson = ({ name, summary, requires, ensures, pipeline, page, rules }: CataloguedPass) => ({
  name,
  summary,
  requires: requires.map((fact) => fact.name),
  ensures: ensures.map((fact) => fact.name),
  pipeline,
  page: `docs/passes/${page}`,
  rules: rules.map((rule) => rule.name),
})

const namesOf = (facts: readonly Fact[]): string => facts.map(({ name }) => name).join(', ')

function describePass({ name, summary, requires, ensures, pipeline, page, rules }: CataloguedPass): string {
  const facts = (heading: string, list: readonly Fact[]): readonly string[] =>
    list.map((fact) => `  ${heading.padEnd(8)}  ${fact.name}: ${fact.summary}`)
  return [
    name,
    `  ${summary}`,
    '',
    ...facts('requires', requires),
    ...facts('ensures', ensures),
    `  run by    ${pipeline}`,
    `  see       docs/passes/${page}`,
    ...rules.flatMap((rule) => ['', indented(printRule(rule))]),
  ].join('\n')
}

const indented = (text: string): string => text.replace(/^/gm, '  ')

/** @throws TSFX7000 for a pass that there is not. */
function named(name: string): CataloguedPass {
  const found = passCatalog.find((pass) => pass.name === name)
  if (found) return found
  // An empty name is a part of every name.
  const near =
    name === '' ? undefined : passCatalog.find((pass) => pass.name.toLowerCase().includes(name.toLowerCase()))
  throw badUsage({
    problem: `there is no pass '${name}'${near ? `; did you mean '${near.name}'?` : ''}`,
    command: 'tsfx passes',
  })
}
