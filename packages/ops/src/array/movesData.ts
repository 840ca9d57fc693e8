/** @file The quantization role of ops that move values and compute nothing. */
import type { QuantRole } from '../quantRole.ts'

/** Integers could be moved as they are. */
export const MOVES_DATA: QuantRole = { kind: 'floatOnly', reason: 'moves data; no integer kernel yet' }
