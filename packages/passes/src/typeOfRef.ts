import { type FxNode, findItem, type Ref, type ValueType } from '@tsfx/ir'

/** The type of the value of `node`, or of the item of it that `ref` reads; null when it is not known. */
export const typeOfRef = ({ type }: FxNode, { index }: Ref): ValueType | null => type && findItem(type, index)
