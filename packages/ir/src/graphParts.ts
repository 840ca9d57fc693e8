/**
 * @file Which plain values are the parts of a graph: what stands between decoded JSON and code that trusts its types.
 * Values may nest as deep as `decode` lets them.
 */
import { type Arg, isArgList, isArgRecord } from './arg.ts'
import { DimPolynomial } from './dim.ts'
import type { NodeMeta } from './fxNode.ts'
import type { GraphMeta, GraphRounding } from './graphState.ts'
import type { Guard } from './guard.ts'
import type { ParamHandle } from './param.ts'
import type { SourceLocation } from './sourceLocation.ts'
import type { DType, QParams, ValueType } from './valueType.ts'

const DTYPES: Readonly<Record<DType, true>> = {
  float32: true,
  int32: true,
  bool: true,
  int8: true,
  uint8: true,
  int4: true,
  complex64: true,
  string: true,
}

const ROUNDINGS: Readonly<Record<GraphRounding, true>> = { float32: true, single: true, double: true }

/** A version keeps the positions of its nodes in an array by id: 256 MB at this bound. */
const MOST_IDS = 2 ** 26

/** What a record may lack is undefined. */
type Part = Arg | undefined

const isRecord = (part: Part): part is Arg & { readonly [name: string]: Arg } =>
  part !== undefined && isArgRecord(part)

const isListOf = (part: Part, isItem: (item: Arg) => boolean): part is readonly Arg[] =>
  part !== undefined && isArgList(part) && part.every(isItem)

const isText = (part: Part): part is string => typeof part === 'string'
const isNumber = (part: Part): part is number => typeof part === 'number'
const isCount = (part: Part): part is number => Number.isSafeInteger(part) && (part as number) >= 0
const isKeyOf = (record: object, part: Part): boolean => isText(part) && Object.hasOwn(record, part)

/** The number of ids that were given out. */
export const isNextId = (part: Part): part is number => isCount(part) && part <= MOST_IDS

export const isValueType = (part: Part): part is Arg & ValueType => {
  if (!isRecord(part)) return false
  switch (part.kind) {
    case 'tensor':
      return (
        isKeyOf(DTYPES, part.dtype) &&
        isListOf(part.shape, (dim) => isCount(dim) || dim instanceof DimPolynomial) &&
        isOptional(part.q, isQParams)
      )
    case 'tuple':
      return isListOf(part.items, isValueType)
    case 'record':
      return isRecord(part.fields) && Object.values(part.fields).every(isValueType)
    default:
      return false
  }
}

/** The numbers may be any, NaN too: whether a scale can be computed with is for the op to say. */
const isQParams = (part: Part): part is Arg & QParams =>
  isRecord(part) &&
  isListOf(part.scale, isNumber) &&
  isListOf(part.zeroPoint, isNumber) &&
  isListOf(part.axes, isCount) &&
  part.scale.length === part.zeroPoint.length &&
  (part.axes.length > 0 || part.scale.length === 1) &&
  isNumber(part.qmin) &&
  isNumber(part.qmax)

export const isParamHandle = (part: Part): part is Arg & ParamHandle =>
  isRecord(part) &&
  (part.kind === 'bytes' || part.kind === 'variable') &&
  isText(part.digest) &&
  isKeyOf(DTYPES, part.dtype) &&
  isListOf(part.shape, isCount) &&
  isOptional(part.q, isQParams)

export const isLocation = (part: Part): part is Arg & SourceLocation =>
  isRecord(part) && isText(part.file) && isCount(part.line) && isCount(part.column)

/** Data of the user may stand beside the fields that are known; `from` is checked by whoever resolves it. */
export const isNodeMeta = (part: Part): part is Arg & NodeMeta =>
  isRecord(part) &&
  isOptional(part.comment, isText) &&
  isOptional(part.comments, (comments) => isListOf(comments, isScopedComment)) &&
  isOptional(part.variable, isText) &&
  isOptional(part.variables, isItemNames) &&
  isOptional(part.pass, isText) &&
  isOptional(part.part, (flag) => typeof flag === 'boolean') &&
  isOptional(part.origin, (origin) => isRecord(origin) && isText(origin.module) && isText(origin.export)) &&
  isOptional(part.outputs, isItemNames)

const isScopedComment = (part: Part): boolean => isRecord(part) && isText(part.scope) && isText(part.text)

const isItemNames = (part: Part): boolean =>
  isListOf(part, (name) => name === null || isText(name)) ||
  (isRecord(part) && Object.values(part).every(isText))

export const isGraphMeta = (part: Part): part is Arg & GraphMeta =>
  isRecord(part) &&
  isText(part.name) &&
  (part.file === null || isText(part.file)) &&
  isRecord(part.inputs) &&
  Object.values(part.inputs).every(isInputTree) &&
  (part.rounding === null || isKeyOf(ROUNDINGS, part.rounding)) &&
  isListOf(part.guards, isGuard) &&
  isModuleClasses(part.modules) &&
  isModuleCalls(part.calls)

/** Class names by the paths of modules. */
export const isModuleClasses = (part: Part): boolean => isRecord(part) && Object.values(part).every(isText)

/** Places of calls by the paths of modules. */
export const isModuleCalls = (part: Part): boolean => isRecord(part) && Object.values(part).every(isLocation)

const isGuard = (part: Part): part is Arg & Guard => {
  if (!isRecord(part)) return false
  switch (part.kind) {
    case 'constant':
      return (
        isPlace(part) && part.value !== undefined && (part.value === null || typeof part.value !== 'object')
      )
    case 'absent':
      return isPlace(part)
    case 'atLeast':
    case 'atMost':
      return isText(part.dim) && isCount(part.size)
    default:
      return false
  }
}

const isPlace = ({ path, parameter }: { readonly [name: string]: Arg }): boolean =>
  isText(path) && isCount(parameter)

const isInputTree = (part: Part): boolean =>
  isText(part) || isListOf(part, isInputTree) || (isRecord(part) && Object.values(part).every(isInputTree))

const isOptional = (part: Part, isPart: (part: Arg) => boolean): boolean => part === undefined || isPart(part)
