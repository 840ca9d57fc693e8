/**
 * @file Golden fixtures of emitted code: `<model>/float.fx.ts` and `int8.fx.ts` as `emit` gives them, byte for byte, and what they
 * answer in `case.json`. Renew them with `npx vitest run test/emitted -u`, and read what has changed.
 */
import '@tensorflow/tfjs-backend-wasm'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CaseAnswers, caseText } from './caseText.ts'
import { EMITTED_CASES } from './emittedCases.ts'
import { answersOf, type CaseCode, emitCase } from './evaluateCase.ts'

const RENEW = 'to renew it: npx vitest run test/emitted -u'
const GOLDEN = ['case.json', 'float.fx.ts', 'int8.fx.ts']

const folder = fileURLToPath(new URL('.', import.meta.url))

beforeAll(async () => {
  await tf.setBackend('wasm')
})

describe.each(EMITTED_CASES)('$name', (emittedCase) => {
  const { name } = emittedCase
  let code: CaseCode

  beforeAll(async () => {
    code = await emitCase(emittedCase)
  })

  it.each(['float', 'int8'] as const)('in %s, is emitted as it is here', async (form) => {
    const file = `${form}.fx.ts`
    await expect(code[form][file]).toMatchFileSnapshot(`${folder}${name}/${file}`, RENEW)
  })

  it('answers what case.json says', async () => {
    const answers: CaseAnswers = {
      float: await answersOf(code.float, emittedCase, code),
      int8: await answersOf(code.int8, emittedCase, code),
    }
    const path = `${folder}${name}/case.json`
    const stored = existsSync(path) ? readFileSync(path, 'utf8') : null
    await expect(caseText(emittedCase, code, answers, stored)).toMatchFileSnapshot(path, RENEW)
  })
})

it('keeps nothing beside them', () => {
  const entries = readdirSync(folder, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  expect(folders.sort()).toEqual(EMITTED_CASES.map(({ name }) => name).sort())
  for (const { name, source } of EMITTED_CASES) {
    const own = source.startsWith(`test/emitted/${name}/`) ? [...GOLDEN, 'model.ts'] : GOLDEN
    expect(readdirSync(`${folder}${name}`).sort(), name).toEqual(own)
  }
})
