/**
 * @file `--input x:?,28,28,1`: the shape a model is traced with. `?` is any size; a word names a dim; `:int32` ends with a dtype.
 * `--input training=false` is a constant, written in JSON.
 */
import type { DiagnosticPlace } from '@tsfx/ir'
import { badInputSpec, badUsage } from '../diagnostics.generated.ts'

export interface ShapeSpec {
  readonly shape: readonly (number | string | null)[]
  readonly dtype: 'float32' | 'int32' | 'bool'
}

export type InputSpec = ShapeSpec | ConstantSpec

/** A parameter that is no tensor; it becomes part of the graph. */
export type ConstantSpec = boolean | number | string | null

export const isShapeSpec = (spec: InputSpec): spec is ShapeSpec => typeof spec === 'object' && spec !== null

const DTYPES = ['float32', 'int32', 'bool'] as const

/**
 * Reads each `--input`; `place` is where they stand, for those of a comment.
 * @throws TSFX7011, TSFX7000 for a name that is there twice
 */
export function readInputSpecs(
  texts: readonly string[],
  place: DiagnosticPlace = {},
): readonly (readonly [string, InputSpec])[] {
  const specs = texts.map((text) => parseInputSpec(text, place))
  const names = specs.map(([name]) => name)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined)
    throw badUsage({ problem: `--input ${twice} is there twice`, command: 'tsfx trace --help' }, place)
  return specs
}

/**
 * Parses `name:dim,dim,...[:dtype]` or `name=constant`.
 * @throws TSFX7011
 */
export function parseInputSpec(text: string, place: DiagnosticPlace = {}): readonly [string, InputSpec] {
  const [, constant, json] = /^([^:=]+)=(.*)$/s.exec(text) ?? []
  if (constant !== undefined && json !== undefined) return [constant, parseConstant(text, json, place)]
  const [name, dims, dtypeText = 'float32', ...more] = text.split(':')
  const dtype = DTYPES.find((known) => known === dtypeText)
  const shape = (dims ?? '').split(',').filter((dim) => dim !== '')
  if (
    !name ||
    dims === undefined ||
    !dtype ||
    more.length > 0 ||
    !shape.every((dim) => /^(\?|\d+|[A-Za-z_]\w*)$/.test(dim))
  ) {
    throw badInputSpec({ text }, place)
  }
  return [
    name,
    { shape: shape.map((dim) => (dim === '?' ? null : /^\d+$/.test(dim) ? Number(dim) : dim)), dtype },
  ]
}

function parseConstant(text: string, json: string, place: DiagnosticPlace): ConstantSpec {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw badInputSpec({ text }, place)
  }
  if (typeof value === 'object' && value !== null) throw badInputSpec({ text }, place)
  return value as ConstantSpec
}
