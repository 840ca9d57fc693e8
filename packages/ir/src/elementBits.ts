import type { DType } from './valueType.ts'

const BITS: Readonly<Record<DType, number | null>> = {
  float32: 32,
  int32: 32,
  bool: 8,
  int8: 8,
  uint8: 8,
  int4: 4,
  complex64: 64,
  string: null,
}

/** Bits of one element in memory; null for strings, which have no fixed size. int4 values are packed in pairs. */
export const elementBits = (dtype: DType): number | null => BITS[dtype]
