/** @file `--input x:?,28,28,1`: the shape a model is traced with. `?` is any size; a word names a dim; `:int32` ends with a dtype. */
import { badInputSpec } from '../diagnostics.generated.ts'

export interface InputSpec {
  readonly shape: readonly (number | string | null)[]
  readonly dtype: 'float32' | 'int32' | 'bool'
}

const DTYPES = ['float32', 'int32', 'bool'] as const

/**
 * Parses `name:dim,dim,...[:dtype]`.
 * @throws TSFX7011
 */
export function parseInputSpec(text: string): readonly [string, InputSpec] {
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
    throw badInputSpec({ text })
  }
  return [
    name,
    { shape: shape.map((dim) => (dim === '?' ? null : /^\d+$/.test(dim) ? Number(dim) : dim)), dtype },
  ]
}
