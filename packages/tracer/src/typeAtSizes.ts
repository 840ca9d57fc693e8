import { type Dim, type DimBindings, evaluateDim, type ValueType } from '@tsfx/ir'

/** A type with a number for each of its named dims. */
export function typeAtSizes(type: ValueType, sizes: DimBindings): ValueType {
  switch (type.kind) {
    case 'tensor':
      return { ...type, shape: type.shape.map((dim) => evaluateDim(dim, sizes) as Dim) }
    case 'tuple':
      return { kind: 'tuple', items: type.items.map((item) => typeAtSizes(item, sizes)) }
    case 'record': {
      const fields = Object.entries(type.fields).map(([key, field]) => [key, typeAtSizes(field, sizes)])
      return { kind: 'record', fields: Object.fromEntries(fields) }
    }
  }
}
