/** @file Which weight of the file is which of the model. Names and shapes are held against each other before any value is written. */
import type { KerasModel } from '@tsfx/tracer'
import { missingWeight, superfluousWeight, wrongWeightShape } from '../diagnostics.generated.ts'
import type { WeightSpec } from './parseLayersModel.ts'

/** A weight of a layer, as tfjs-layers holds it. */
export interface LayerWeight {
  /** The name in the file, before tfjs made it unique in the process. */
  readonly originalName: string
  readonly shape: readonly number[]
}

/** A model as tfjs-layers builds it. */
export interface BuiltModel extends KerasModel {
  readonly weights: readonly LayerWeight[]
  loadWeights(weights: Readonly<Record<string, unknown>>, strict?: boolean): void
  dispose(): unknown
}

/**
 * The name in the file of each weight of the model, by its name in the model.
 * @throws TSFX5007 when a weight is missing, TSFX5008 when its shape differs, TSFX5009 when the file has one that no layer takes
 */
export function matchWeights(
  { weights }: Pick<BuiltModel, 'weights'>,
  specs: readonly WeightSpec[],
  file: string,
): ReadonlyMap<string, string> {
  const open = new Map(specs.map((spec) => [spec.name, spec]))
  const byShortName = new Map(specs.map((spec) => [withoutCell(spec.name), spec]))
  const found = new Map<string, string>()
  for (const { originalName, shape } of weights) {
    const spec = open.get(originalName) ?? byShortName.get(originalName)
    const layer = originalName.split('/').slice(0, -1).join('/')
    if (!spec)
      throw missingWeight({ layer, weight: originalName, shape: shape.join(', '), file }, { node: layer })
    if (spec.shape.join() !== shape.join()) {
      const slots = {
        layer,
        weight: spec.name,
        shape: spec.shape.join(', '),
        expected: shape.join(', '),
        file,
      }
      throw wrongWeightShape(slots, { node: layer })
    }
    open.delete(spec.name)
    found.set(originalName, spec.name)
  }
  const [extra] = open.keys()
  if (extra !== undefined) throw superfluousWeight({ weight: extra, file })
  return found
}

/** TensorFlow 2.2 and later put a recurrent layer's cell into the name: `lstm/lstm_cell/kernel`. tfjs does not. */
const withoutCell = (name: string): string => {
  const segments = name.split('/')
  return [...segments.slice(0, -2), ...segments.slice(-1)].join('/')
}
