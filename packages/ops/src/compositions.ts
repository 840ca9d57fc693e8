/** @file The built-in compositions, in one list. */
import type { Composition } from './composition.ts'
import { conv1d } from './parts/conv1d.ts'
import { ensureShape } from './parts/ensureShape.ts'
import { fusedActivations } from './parts/fusedActivations.ts'
import { gramSchmidt } from './parts/gramSchmidt.ts'
import { lstmCells } from './parts/lstmCells.ts'
import { meshgrid } from './parts/meshgrid.ts'
import { movingAverage } from './parts/movingAverage.ts'
import { products } from './parts/products.ts'
import { separableConv2d } from './parts/separableConv2d.ts'
import { singleImages } from './parts/singleImages.ts'
import { stft } from './parts/stft.ts'

export const compositions: readonly Composition[] = [
  ...singleImages,
  separableConv2d,
  conv1d,
  meshgrid,
  gramSchmidt,
  ...fusedActivations,
  ...products,
  ...lstmCells,
  movingAverage,
  stft,
  ensureShape,
]

const byFunction = new Map(compositions.flatMap((entry) => entry.from.map((from) => [from, entry] as const)))

/** How a call of `from` is captured in parts, or null. */
export const compositionOf = (from: string): Composition | null => byFunction.get(from) ?? null
