/** @file Ops that move, select or resize, and further convolutions and pools. */
import type { Op } from './defineOp.ts'

export const arrayOps: readonly Op[] = []
