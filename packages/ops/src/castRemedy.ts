import type { DType } from '@tsfx/ir'

const CASTABLE: readonly DType[] = ['float32', 'int32', 'bool']

/** What to do about a tensor of dtype `from` where `to` is needed, behind an error text; tfjs takes plain numbers as float32. */
export function castRemedy(from: DType, to: DType | undefined): string {
  if (to === undefined || !CASTABLE.includes(from) || !CASTABLE.includes(to)) return ''
  return `; convert it by tf.cast(t, '${to}')${to === 'int32' ? ", a number by tf.scalar(2, 'int32')" : ''}`
}
