/** @file `resizeNearestNeighbor` and `resizeBilinear`: `[N, H, W, C]` or `[H, W, C]` at another size. */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { type Dim, printShape, type TensorType, tensorType } from '@tsfx/ir'
import { booleanAttr, shapeAttr } from '../attr.ts'
import { type CaptureForm, positional } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import type { QuantRole } from '../quantRole.ts'
import { MOVES_DATA } from './movesData.ts'

interface Sampling {
  readonly alignCorners: boolean
  readonly halfPixelCenters: boolean
}

function resizedShape(op: string, { shape }: TensorType, size: readonly Dim[], sampling: Sampling): Dim[] {
  const isImage = shape.length === 3 || shape.length === 4
  if (!isImage || size.length !== 2) {
    throw badInputs({
      op,
      problem: `images must be [N, H, W, C] or [H, W, C] and size [height, width], not ${printShape(shape)} and ${printShape(size)}`,
    })
  }
  if (size.some((pixels) => typeof pixels === 'number' && pixels < 1))
    throw badInputs({ op, problem: `size ${printShape(size)} must be positive` })
  if (sampling.alignCorners && sampling.halfPixelCenters)
    throw badInputs({ op, problem: 'alignCorners and halfPixelCenters exclude each other' })
  return [...shape.slice(0, -3), ...size, shape.at(-1)!]
}

function resizing(name: 'resizeNearestNeighbor' | 'resizeBilinear', summary: string, quant: QuantRole): Op {
  const parameters = ['images', 'size', 'alignCorners', 'halfPixelCenters']
  const capture = positional(name, parameters).map(
    (form): CaptureForm => (form.from === `tf.${name}` ? { ...form, from: `tf.image.${name}` } : form),
  )
  return defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { images: 'tensor' },
    attrs: {
      size: shapeAttr({ doc: 'Size of the result in pixels, [height, width].' }),
      alignCorners: booleanAttr({ doc: 'Whether corner pixels keep their values.', default: false }),
      halfPixelCenters: booleanAttr({ doc: 'Whether a pixel lies half a step inside.', default: false }),
    },
    infer({ images, size, ...sampling }) {
      expectFloat(name, { images })
      return tensorType('float32', resizedShape(name, images, size, sampling))
    },
    evaluate: ({ tf }, { images, size, alignCorners, halfPixelCenters }) =>
      tf.image[name](images as Tensor4D, [...size] as [number, number], alignCorners, halfPixelCenters),
    macs: 0,
    capture,
    print: ({ images, size, alignCorners, halfPixelCenters }) =>
      printedCall(
        `tf.image.${name}`,
        [images, size],
        [
          [alignCorners, false],
          [halfPixelCenters, false],
        ],
      ),
    quant,
    onnx: { opType: 'Resize' },
  })
}

export const resizeNearestNeighbor = resizing(
  'resizeNearestNeighbor',
  'An image at another size, each pixel that of the nearest place.',
  MOVES_DATA,
)

export const resizeBilinear = resizing(
  'resizeBilinear',
  'An image at another size, each pixel between its four neighbours.',
  { kind: 'floatOnly', reason: 'interpolates between pixels; no integer kernel yet' },
)
