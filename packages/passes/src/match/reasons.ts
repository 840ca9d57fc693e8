/** @file Why a pattern did not fit at an anchor: of all the ways tried, the one that got furthest. */
import { type Arg, type FxNode, printArg, printType, Ref } from '@tsfx/ir'
import { typeOfRef } from '../typeOfRef.ts'
import type { MatchView } from './matchView.ts'

/** The argument that is looked at; without a user it is the anchor itself. */
export interface Site {
  readonly user: FxNode | null
  readonly argument: string
  /** Ops between the anchor and here. */
  readonly level: number
}

/** The shape fitted and only names, uses or `where` did not: nearer than any difference of shape. */
export const SHAPE_FITTED = 1_000_000

export class Reasons {
  readonly #view: MatchView
  #rank = -1
  #text: string | null = null

  constructor(view: MatchView) {
    this.#view = view
  }

  /** The furthest reason, or null when not even the anchor's op fitted. */
  get furthest(): string | null {
    return this.#text
  }

  /** Notes a reason; of two equally far the first stays. Always false, to be returned. */
  note(rank: number, text: () => string): false {
    if (rank > this.#rank) {
      this.#rank = rank
      this.#text = text()
    }
    return false
  }

  /** `conv2d 'c1': filter must be a 1x1 filter, is parameter 'w' (float32[3, 3, 4, 4])` */
  wrongArgument(
    { user, argument, level }: Site,
    expected: string,
    found: Arg,
    showsType: boolean = false,
  ): false {
    if (!user) return false
    return this.note(level, () => {
      const type = showsType && found instanceof Ref ? typeOfRef(this.#view.node(found.node), found) : null
      const shown = type ? ` (${printType(type)})` : ''
      return `${printNode(user)}: ${argument} must be ${expected}, is ${this.print(found)}${shown}`
    })
  }

  print(arg: Arg): string {
    return printArg(arg, (ref) => this.#printValue(ref))
  }

  #printValue(ref: Ref): string {
    const item = ref.index === null ? '' : `item ${ref.index} of `
    return item + printNode(this.#view.node(ref.node))
  }
}

/** `conv2d 'c1'`, `parameter 'conv.weight'`, `input 'x'`, `the output` */
export function printNode(node: FxNode): string {
  switch (node.kind) {
    case 'call_function':
      return `${node.target} '${node.name}'`
    case 'call_module':
      return `module '${node.target}'`
    case 'get_attr':
      return `parameter '${node.target}'`
    case 'placeholder':
      return `input '${node.target}'`
    case 'output':
      return 'the output'
  }
}
