/**
 * @file The parameters a module reads, in the ways it can read them: a tensor of tfjs, a constant (a quantized tensor
 * that integer ops take as data), or a layer (a quantized weight with its bias) that integer ops take whole. A layer that
 * is used twice is stored once; where its input has another scale, it gets a second bias, and a field of its own.
 */
import {
  type Arg,
  eachRef,
  type Graph,
  isArgList,
  isArgRecord,
  type ParamHandle,
  Ref,
  sameParam,
} from '@tsfx/ir'
import type { PrintedCall } from '@tsfx/ops'
import { bareQuantizedParam } from './diagnostics.generated.ts'

export type Weight =
  | { readonly kind: 'tensor' | 'quantized'; readonly path: string; readonly handle: ParamHandle }
  | LayerWeight

export interface LayerWeight {
  readonly kind: 'layer'
  readonly path: string
  readonly handle: ParamHandle
  readonly bias: ParamHandle | null
  /** Path of the layer in the file, which has its weight: that of the first layer with this weight. */
  readonly stored: string
  /** Key of its bias in the file. */
  readonly biasKey: string | null
}

export interface Weights {
  readonly all: readonly Weight[]
  /** The layer that a record argument stands for, or null. */
  layerOf(arg: Arg): Weight | null
  /** The bias to ask the file for: undefined where it is the layer's own, or there is none for the weight. */
  biasToRead(layer: LayerWeight): string | null | undefined
  /** The tensor or constant at the path of a parameter, or null. */
  bareAt(path: string): Weight | null
}

/** Paths of a weight and its bias. */
interface LayerUse {
  readonly weight: string
  readonly bias: string | null
}
type Use = LayerUse | string

/** Collects what the printed calls and the output read. @throws TSFX4007 */
export function collectWeights(graph: Graph, calls: Iterable<PrintedCall>): Weights {
  const uses: Use[] = []
  const visit = (arg: Arg | undefined): void => {
    if (arg === undefined) return
    const layer = layerUse(graph, arg)
    if (layer) uses.push(layer)
    else if (isArgList(arg)) arg.forEach(visit)
    else if (isArgRecord(arg)) Object.values(arg).forEach(visit)
    else
      eachRef(arg, (ref) => {
        const path = parameterPath(graph, ref)
        if (path !== null) uses.push(path)
      })
  }
  for (const call of calls) call.args.forEach(visit)
  visit(graph.output?.args.value)
  return new PlacedWeights(graph, uses)
}

function layerUse(graph: Graph, arg: Arg): LayerUse | null {
  if (!isArgRecord(arg) || !Object.keys(arg).every((key) => key === 'weight' || key === 'bias')) return null
  const [weight, bias] = [parameterPath(graph, arg.weight), parameterPath(graph, arg.bias)]
  if (weight === null || !handleOf(graph, weight).q || (arg.bias instanceof Ref && bias === null)) return null
  return { weight, bias }
}

function parameterPath(graph: Graph, arg: Arg | undefined): string | null {
  const node = arg instanceof Ref && arg.index === null ? graph.node(arg.node) : null
  return node?.kind === 'get_attr' ? node.target : null
}

const handleOf = (graph: Graph, path: string): ParamHandle => graph.params.get(path) as ParamHandle

/** Gives each use its place in the class and in the file. */
class PlacedWeights implements Weights {
  readonly #graph: Graph
  readonly #byPath = new Map<string, Weight>()
  readonly #layers = new Map<string, LayerWeight>()
  readonly #bare: ReadonlySet<string>
  readonly #biases = new Map<string, Set<string>>()
  readonly #biasKeys = new Set<string>()
  readonly #constants: Weight[] = []

  constructor(graph: Graph, uses: readonly Use[]) {
    this.#graph = graph
    this.#bare = new Set(uses.filter((use) => typeof use === 'string'))
    for (const use of uses) if (typeof use !== 'string') this.#biasesOf(use.weight).add(use.bias ?? '')
    for (const use of uses) {
      if (typeof use === 'string') this.#placeBare(use)
      else this.#placeLayer(use)
    }
  }

  get all(): readonly Weight[] {
    return [...new Set(this.#byPath.values())]
  }

  layerOf(arg: Arg): Weight | null {
    const use = layerUse(this.#graph, arg)
    return use && (this.#layers.get(this.#keyOf(use)) ?? null)
  }

  bareAt(path: string): Weight | null {
    const weight = this.#byPath.get(path)
    return weight && weight.kind !== 'layer' ? weight : null
  }

  biasToRead({ stored, biasKey }: LayerWeight): string | null | undefined {
    const own = `${stored}.bias`
    if (biasKey === own) return undefined
    if (biasKey !== null) return biasKey
    return this.#biasKeys.has(own) ? null : undefined
  }

  /** Equal biases of one weight make one layer. */
  #keyOf({ weight, bias }: LayerUse): string {
    return JSON.stringify([weight, bias && handleOf(this.#graph, bias).digest])
  }

  /** Paths of all biases that are used with `weight`. */
  #biasesOf(weight: string): Set<string> {
    const biases = this.#biases.get(weight) ?? new Set()
    this.#biases.set(weight, biases)
    return biases
  }

  #placeBare(path: string): void {
    if (this.#byPath.has(path)) return
    const handle = handleOf(this.#graph, path)
    if (handle.q && handle.q.axes.length > 0) throw bareQuantizedParam({ path })
    // Constants have no names that say which is which, so one is enough of each value.
    const same = isConstant(path) && this.#constants.find((other) => sameParam(other.handle, handle))
    const weight: Weight = same || { kind: handle.q ? 'quantized' : 'tensor', path, handle }
    if (isConstant(path) && !same) this.#constants.push(weight)
    this.#byPath.set(path, weight)
  }

  #placeLayer(use: LayerUse): void {
    const key = this.#keyOf(use)
    if (this.#layers.has(key)) return
    const handle = handleOf(this.#graph, use.weight)
    const siblings = [...this.#layers.values()].filter((layer) => layer.handle === handle)
    const stored =
      siblings[0]?.stored ?? numbered(basePath(use.weight), (path) => this.#isFree(path, use.weight))
    const path = siblings.length === 0 ? stored : numbered(stored, (name) => this.#isFree(name, null))
    const taken = new Set(siblings.map(({ biasKey }) => biasKey))
    const isFreeKey = (name: string) =>
      !taken.has(name) && (!this.#graph.params.has(name) || this.#biasesOf(use.weight).has(name))
    const biasKey = use.bias === null ? null : numbered(`${stored}.bias`, isFreeKey)
    const bias = use.bias === null ? null : handleOf(this.#graph, use.bias)
    const layer: LayerWeight = { kind: 'layer', path, handle, bias, stored, biasKey }
    if (biasKey !== null) this.#biasKeys.add(biasKey)
    this.#layers.set(key, layer)
    this.#byPath.set(path, layer)
  }

  /** Whether a layer can have `path`: no other parameter is there, nor would have the key of its weight. */
  #isFree(path: string, weight: string | null): boolean {
    const { params } = this.#graph
    if (this.#byPath.has(path) || this.#bare.has(path)) return false
    const isOwn = (name: string) => name === weight || !params.has(name)
    return isOwn(path) && isOwn(`${path}.weight`)
  }
}

/** Says whether a parameter is a number or an array of the source: the tracer names those so. */
export const isConstant = (path: string): boolean => /^_constant\d+$/.test(path)

/** `conv` for `conv.weight`. */
const basePath = (weight: string): string => weight.replace(/\.?weight$/, '') || 'layer'

/** `base`, `base_1`, ...: the first that is free. */
function numbered(base: string, isFree: (name: string) => boolean): string {
  let name = base
  for (let i = 1; !isFree(name); i++) name = `${base}_${i}`
  return name
}
