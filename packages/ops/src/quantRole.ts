/**
 * @file What quantization must know of an op. An exhaustive union: backends are tables over its kinds, so a new op
 * says here, in its own file, how it is quantized. Sources: TFLite 8-bit quantization specification; quantization.md.
 */

/** Quantization parameters that an op's output always has. */
export interface FixedQParams {
  /** Real value per step. */
  readonly scale: number
  readonly zeroPoint: number
}

export type QuantRole =
  /** Multiplies its input by a parameter; bias scale is input scale times weight scale. */
  | {
      readonly kind: 'weighted'
      readonly input: string
      readonly weight: string
      readonly bias: string | null
      /** Axes of the weight that index output channels, row-major. */
      readonly channelAxes: readonly number[]
      /** The integer op it lowers to. */
      readonly integer: string
    }
  /** The output has the input's quantization parameters. */
  | { readonly kind: 'sharesQParams'; readonly inputs: readonly string[]; readonly integer: string }
  /** Moves or repeats stored values and computes nothing. */
  | {
      readonly kind: 'movesData'
      readonly inputs: readonly string[]
      /** The attribute with a real that is put among the values, where there is one. */
      readonly constant?: string
      readonly integer: string
    }
  /** The output's range is known by mathematics. */
  | {
      readonly kind: 'fixedQParams'
      readonly inputs: readonly string[]
      readonly int8: FixedQParams
      readonly uint8: FixedQParams
      readonly integer: string
    }
  /** The output is observed on its own. */
  | { readonly kind: 'ownObserver'; readonly inputs: readonly string[]; readonly integer: string }
  /** Stands on the border between float and integers; placed by prepare, removed by convert. */
  | { readonly kind: 'boundary' }
  /** Has no integer form. */
  | { readonly kind: 'floatOnly'; readonly reason: string }

/** A role in words: the integer op and where its scale comes from, or why there is none. */
export function integerForm(role: QuantRole): string {
  switch (role.kind) {
    case 'floatOnly':
      return role.reason
    case 'boundary':
      return ''
    case 'weighted':
      return `\`${role.integer}\`, weights by channel`
    case 'sharesQParams':
    case 'movesData':
      return `\`${role.integer}\`, scale of the input`
    case 'fixedQParams':
      return `\`${role.integer}\`, fixed scale`
    case 'ownObserver':
      return `\`${role.integer}\`, own scale`
  }
}
