/** @file Loads a model named on the command line: `net.ts#Net`, inside or outside of any project. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkModelFormat, layersModelInputs } from '@tsfx/interop'
import { isDiagnosticError } from '@tsfx/ir'
import { loadSafetensors, Module } from '@tsfx/nn'
import type { Tfjs } from '@tsfx/ops'
import { type InputSpecs, isKerasModel, type KerasModel } from '@tsfx/tracer'
import {
  badModelName,
  missingExport,
  missingFile,
  notAModel,
  weightsWithoutModule,
} from '../diagnostics.generated.ts'
import { importModule, inUserCode } from './importModule.ts'
import { installHooks } from './installHooks.ts'
import { useWasmBackend } from './useWasmBackend.ts'

/** `file.ts#Export`. */
export interface ModelName {
  readonly file: string
  readonly exportName: string
}

/** Anything with a synchronous `forward`, the function itself, or a model of tfjs-layers. */
export type UserModel =
  | { forward(...inputs: readonly unknown[]): unknown }
  | ((...inputs: readonly unknown[]) => unknown)
  | KerasModel

export interface LoadedModel extends ModelName {
  readonly model: UserModel
  readonly tf: Tfjs
  /** What it is traced with, where the model itself tells. */
  readonly inputs: InputSpecs | null
}

/**
 * Reads `file#Export`.
 * @throws TSFX7004 when the text is no such name, TSFX7005 when there is no such file, TSFX5003 when it is of another tool.
 */
export function parseModelName(text: string): ModelName {
  checkModelFormat(text)
  if (!text.includes('#') && !existsSync(resolve(text))) throw missingFile({ file: resolve(text) })
  const { file, exportName } = splitModelName(text)
  if (!file || !exportName) throw badModelName({ text })
  const path = resolve(file)
  if (!existsSync(path)) throw missingFile({ file: path })
  return { file: path, exportName }
}

/** `net.ts#Net` in two: at the last `#` before which a file is named that there is, for folders and files may have one, too. */
export function splitModelName(text: string): { readonly file: string; readonly exportName: string | null } {
  if (existsSync(text)) return { file: text, exportName: null }
  const ends = Array.from(text.matchAll(/#/g), ({ index }) => index).reverse()
  const end = ends.find((at) => existsSync(text.slice(0, at))) ?? ends[0]
  return end === undefined
    ? { file: text, exportName: null }
    : { file: text.slice(0, end), exportName: text.slice(end + 1) }
}

/**
 * Imports a model. The export is a class with `forward` (made without arguments), an object with `forward`, a model of tfjs-layers, a
 * function of tensors, or a function without parameters that makes one of these. `weights` is a `.safetensors` of its state dict.
 * @throws TSFX7006 when the export is missing, TSFX7007 when it is no model.
 */
export async function loadUserModel({ file, exportName }: ModelName, weights?: string): Promise<LoadedModel> {
  const tf = installHooks([dirname(file)])
  await useWasmBackend(tf, dirname(file))
  const exports = await importModule(file)
  const value = exportName in exports ? exports[exportName] : commonJsExport(exports.default, exportName)
  if (value === undefined) {
    throw missingExport({ file, exportName, exports: Object.keys(exports).join(', ') || 'nothing' })
  }
  const model = await makeModel(value, file, exportName)
  if (weights !== undefined) {
    if (!(model instanceof Module)) throw weightsWithoutModule({ exportName })
    loadSafetensors(model, readFileSync(weights))
  }
  return { file, exportName, model, tf, inputs: isKerasModel(model) ? layersModelInputs(tf, model) : null }
}

/** Names that Node does not find in a CommonJS module (`module.exports = make()`) are those of its only export. */
const commonJsExport = (exported: unknown, name: string): unknown =>
  typeof exported === 'object' && exported !== null && Object.hasOwn(exported, name)
    ? (exported as Readonly<Record<string, unknown>>)[name]
    : undefined

const hasForward = (value: unknown): value is UserModel =>
  isKerasModel(value) ||
  (typeof value === 'object' && value !== null && 'forward' in value && typeof value.forward === 'function')

const kindOf = (value: unknown): string => {
  if (value === null) return 'it is null'
  return typeof value === 'object' ? 'it is an object without forward' : `it is a ${typeof value}`
}

async function makeModel(value: unknown, file: string, exportName: string): Promise<UserModel> {
  if (hasForward(value)) return value
  if (typeof value === 'function') {
    const isClass = /^class\b/.test(Function.prototype.toString.call(value))
    if (!isClass && value.length > 0) return value as UserModel
    const made: unknown = await inUserCode(file, () =>
      isClass ? new (value as new () => unknown)() : (value as () => unknown)(),
    ).catch((cause: unknown) => {
      // A diagnostic of tsfx, such as of a layer's options, says more.
      const isOwn = isDiagnosticError(cause) && cause.code === 'TSFX7019'
      if (!isClass || value.length === 0 || !isOwn) throw cause
      const what =
        'its constructor has parameters, and fails without arguments; export an instance or a function that makes one'
      throw Object.assign(notAModel({ file, exportName, what }), { cause })
    })
    if (hasForward(made)) return made
  }
  throw notAModel({
    file,
    exportName,
    what: typeof value === 'function' ? 'it makes an object without forward' : kindOf(value),
  })
}
