/** @file Small models in temporary files, and what the static check finds in them. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { checkCapture } from './captureChecker.ts'
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

/** `CODE line:column` of each finding, lines counted without the import. */
export const places = (text: string, options?: Parameters<typeof check>[1]) => {
  const { findings, checked, reason } = check(IMPORT + text, options)
  expect(reason).toBeUndefined()
  expect(checked).toBe(true)
  return findings.map(({ code, loc }) => `${code.slice(4)} ${loc.line - 1}:${loc.column}`)
}

export const inForward = (body: string, parameters = 'x: tf.Tensor, y: tf.Tensor') =>
  `export class Net {\n  rate = 0.5; weight = tf.variable(tf.ones([1]))\n  forward(${parameters}): tf.Tensor {\n${body}\n    return x\n  }\n}\n`
