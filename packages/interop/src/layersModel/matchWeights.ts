/** @file Which weight of the file is which of the model. Names and shapes are held against each other before any value is written. */
import type { KerasModel } from '@tsfx/tracer'
import {
  ambiguousWeight,
  missingWeight,
  superfluousWeight,
  wrongWeightShape,
} from '../diagnostics.generated.ts'
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
 * @throws TSFX5007 when a weight is missing, TSFX5008 when its shape differs, TSFX5009 when the file has one that no layer takes,
 * TSFX5018 when it has several that may be one
 */
export function matchWeights(
  { weights }: Pick<BuiltModel, 'weights'>,
  specs: readonly WeightSpec[],
  file: string,
): ReadonlyMap<string, string> {
  const open = specsByName(specs, file)
  const found = new Map<string, string>()
  for (const { originalName, shape } of weights) {
    const spec = open.get(originalName) ?? specWithCell(originalName, open, file)
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

function specsByName(specs: readonly WeightSpec[], file: string): Map<string, WeightSpec> {
  const byName = new Map<string, WeightSpec>()
  for (const spec of specs) {
    const { name } = spec
    if (byName.has(name)) throw ambiguousWeight({ file, weight: name, found: `${name}, ${name}` })
    byName.set(name, spec)
  }
  return byName
}

/** The weight that has the name when the cell is taken out of its own, of those that no layer has taken yet. */
function specWithCell(
  weight: string,
  open: ReadonlyMap<string, WeightSpec>,
  file: string,
): WeightSpec | undefined {
  const found = [...open.values()].filter(({ name }) => withoutCell(name) === weight)
  if (found.length > 1)
    throw ambiguousWeight({ file, weight, found: found.map(({ name }) => name).join(', ') })
  return found[0]
}

/** TensorFlow 2.2 and later put a recurrent layer's cell into the name: `lstm/lstm_cell/kernel`. tfjs does not. */
const withoutCell = (name: string): string => {
  const segments = name.split('/')
  return [...segments.slice(0, -2), ...segments.slice(-1)].join('/')
}
