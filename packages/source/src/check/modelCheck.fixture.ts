/** @file Small models in temporary files, and what the static check finds in them. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { captureChecker, checkCapture } from './captureChecker.ts'
import type { CaptureCheck } from './checkCapture.ts'

let count = 0
/** Writes files to a new folder; `@tensorflow/tfjs-core` is not there and comes from tsfx's own copy. */
export function write(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), `tsfx-check${count++}-`))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

export const IMPORT = "import * as tf from '@tensorflow/tfjs-core'\n"

export function check(
  text: string,
  { name = 'model.ts', exportName = 'Net', inputs = ['x', 'y', 'z'] as (string | null)[] } = {},
): CaptureCheck {
  return checkCapture({ file: join(write({ [name]: text }), name), exportName, inputs })
}

type CheckOptions = NonNullable<Parameters<typeof check>[1]>

/** `CODE line:column` of each finding, lines counted without the import. */
export const places = (text: string, options?: CheckOptions): readonly string[] =>
  placesIn(check(IMPORT + text, options))

/**
 * `places` of many texts, whose files are checked by one program: making one costs more than all that a check does.
 * Nothing is written before the first question.
 */
export function placesInOneProgram(
  texts: readonly string[],
  { name = 'model.ts', exportName = 'Net', inputs = ['x', 'y', 'z'] }: CheckOptions = {},
): (text: string) => readonly string[] {
  const distinct = [...new Set(texts)]
  const open = () => {
    const files = distinct.map((text) => join(write({ [name]: IMPORT + text }), name))
    return { files, checker: captureChecker(files) }
  }
  let opened: ReturnType<typeof open> | null = null
  return (text) => {
    opened ??= open()
    const file = opened.files[distinct.indexOf(text)]
    if (file === undefined) throw new Error(`it is not one of the texts: ${text}`)
    return placesIn(opened.checker.check({ file, exportName, inputs }))
  }
}

function placesIn({ findings, checked, reason }: CaptureCheck): readonly string[] {
  expect(reason).toBeUndefined()
  expect(checked).toBe(true)
  return findings.map(({ code, loc }) => `${code.slice(4)} ${loc.line - 1}:${loc.column}`)
}

export const inForward = (body: string, parameters = 'x: tf.Tensor, y: tf.Tensor') =>
  `export class Net {\n  rate = 0.5; weight = tf.variable(tf.ones([1]))\n  forward(${parameters}): tf.Tensor {\n${body}\n    return x\n  }\n}\n`
