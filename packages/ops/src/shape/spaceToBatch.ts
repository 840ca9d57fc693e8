/** @file Shapes of spaceToBatchND, batchToSpaceND and depthToSpace. Source: TensorFlow's ops of these names. */
import {
  addDims,
  type Dim,
  divideDims,
  multiplyDims,
  printShape,
  subtractDims,
  type TensorType,
} from '@tsfx/ir'
import type { PadPairs } from '../attr.ts'
import { badInputs } from '../diagnostics.generated.ts'

/** `dim / divisor`. @throws TSFX0511 naming the axis when it does not divide for each value of the named dims. */
function divided(op: string, dim: Dim, divisor: number, axis: number): Dim {
  const quotient = divideDims(dim, divisor)
  if (quotient !== null) return quotient
  throw badInputs({ op, problem: `axis ${axis}, of size ${dim}, is not divided evenly by ${divisor}` })
}

/** @throws TSFX0511 unless there is a pair for each block, and an axis beside the batch. */
function expectBlocks(op: string, x: TensorType, blocks: readonly number[], pairs: PadPairs): void {
  const legal = [...blocks.map((block) => block - 1), ...pairs.flat()].every((count) => count >= 0)
  if (legal && pairs.length === blocks.length && blocks.length >= 1 && x.shape.length > blocks.length) return
  throw badInputs({
    op,
    problem: `blocks [${blocks}] and ${JSON.stringify(pairs)} do not fit ${printShape(x.shape)}: one block and one pair for each axis after the first`,
  })
}

const product = (blocks: readonly number[]): number => blocks.reduce((all, block) => all * block, 1)

/**
 * `[N, ...]` -> `[N * blocks, ... / blocks]`, padded first.
 * @throws TSFX0511 when blocks do not divide the padded axes.
 */
export function spaceToBatchShape(
  op: string,
  x: TensorType,
  blocks: readonly number[],
  paddings: PadPairs,
): Dim[] {
  expectBlocks(op, x, blocks, paddings)
  const [batch, ...rest] = x.shape as [Dim, ...Dim[]]
  const inner = rest.map((dim, i) => {
    const pair = paddings[i]
    return pair ? divided(op, addDims(dim, pair[0] + pair[1]), blocks[i]!, i + 1) : dim
  })
  return [multiplyDims(batch, product(blocks)), ...inner]
}

/**
 * `[N, ...]` -> `[N / blocks, ... * blocks]`, cropped afterwards.
 * @throws TSFX0511 when blocks do not divide the batch, or crops leave nothing.
 */
export function batchToSpaceShape(
  op: string,
  x: TensorType,
  blocks: readonly number[],
  crops: PadPairs,
): Dim[] {
  expectBlocks(op, x, blocks, crops)
  const [batch, ...rest] = x.shape as [Dim, ...Dim[]]
  const inner = rest.map((dim, i) => {
    const crop = crops[i]
    if (!crop) return dim
    const left = subtractDims(multiplyDims(dim, blocks[i]!), crop[0] + crop[1])
    if (typeof left === 'number' && left < 0)
      throw badInputs({ op, problem: `crops ${JSON.stringify(crop)} leave nothing of axis ${i + 1}` })
    return left
  })
  return [divided(op, batch, product(blocks), 0), ...inner]
}

/**
 * `[N, H, W, C]` -> `[N, H * block, W * block, C / block^2]`.
 * @throws TSFX0511 when the block does not divide the channels.
 */
export function depthToSpaceShape(op: string, x: TensorType, block: number): Dim[] {
  const [batch, height, width, channels] = x.shape
  if (x.shape.length !== 4 || block < 2) {
    throw badInputs({
      op,
      problem: `x must be [N, H, W, C] and the block at least 2, not ${printShape(x.shape)} and ${block}`,
    })
  }
  return [
    batch!,
    multiplyDims(height!, block),
    multiplyDims(width!, block),
    divided(op, channels!, block * block, 3),
  ]
}
