/** @file The shape of int8.json (tests only). */
import type { QuantizedDType } from '../quantizedTensor.ts'

export type Mode = 'single' | 'double'
/** The fields of all ops in one record; each op has its own. */
export interface Vector {
  readonly op: string
  readonly src: string
  readonly dtype?: QuantizedDType
  readonly x: number[]
  readonly w: number[]
  readonly a: number[]
  readonly b: number[]
  readonly bias?: number[]
  readonly y: number[]
  readonly y_int32: number[]
  readonly x_shape?: number[]
  readonly w_shape: number[]
  readonly a_shape: number[]
  readonly b_shape: number[]
  readonly y_shape: number[]
  readonly shape?: number[]
  readonly s: number
  readonly z: number
  readonly si?: number
  readonly zi?: number
  readonly sa: number
  readonly za: number
  readonly sb: number
  readonly zb: number
  readonly so: number
  readonly zo: number
  readonly sw: number | number[]
  readonly zw?: number
  readonly zx: number
  readonly stride: number
  readonly dilation?: number
  readonly pad?: 'VALID' | number
  readonly pads: number[]
  readonly depth_multiplier: number
  readonly axis: number[]
  readonly bits?: number
  readonly beta: number
  readonly act?: readonly [number, number]
  readonly adj_b?: boolean
  readonly computed: Record<Mode, number[]>
}
export type Source = Pick<Vector, 'op' | 'src' | 'so' | 'zo'>
export interface ConcatVector extends Source {
  readonly x: number[][]
  readonly shape_each: number[]
  readonly scales: number[]
  readonly zps: number[]
  readonly axis: number
}
export interface MatrixVector extends Source {
  readonly a: number[][]
  readonly b: number[][]
  readonly y: number[][]
  readonly sa: number
  readonly sb: number
  readonly za: number
  readonly zb: number
}
export interface BinaryVector extends Vector {
  readonly x1: number[]
  readonly x2: number[]
  readonly s1: number
  readonly s2: number
  readonly z1: number
  readonly z2: number
}
export interface Multiplication {
  readonly x: number
  readonly real: number
  readonly q: number
  readonly shift: number
}
export interface Util {
  readonly quantize_multiplier: Multiplication[]
  readonly multiply_by_quantized_multiplier: (Multiplication & { readonly y: number })[]
  readonly calculate_input_radius: (readonly [number, number, number])[]
  readonly preprocess_softmax_scaling: Record<Mode, (readonly [number, number, number, number, number])[]>
}
export type Primitive =
  | 'srdhm_x'
  | 'srdhm_b1518500250'
  | 'srdhm_bINT32MIN'
  | `rdbpot_e${1 | 2 | 4 | 8}`
  | 'mbqm_x'
export interface Kernels extends Record<Primitive, number[]> {
  readonly mbqm: Record<Mode, (Multiplication & { readonly y: number[] })[]>
  readonly add: Record<Mode, BinaryVector[]>
  readonly mul: Record<Mode, BinaryVector[]>
  readonly requantize: Record<
    Mode,
    (Vector & { readonly si: number; readonly zi: number; 'y_for_x_-128..127': number[] })[]
  >
  readonly conv_s1_same: Vector
  readonly conv_s2_valid_relu6: Vector
  readonly conv_dil2_valid: Vector
  readonly depthwise: Vector
  readonly fully_connected: Vector
  readonly pool_3x3_s2_p1: {
    readonly x: number[]
    readonly x_shape: number[]
    readonly avg: number[]
    readonly max: number[]
  }
  readonly softmax: Vector[]
  readonly 'exp_on_negative_values_Q5.26': { readonly x: number[]; readonly 'y_Q0.31': number[] }
  readonly 'lut_si_20/255_zi_0': { readonly 'sigmoid_y_for_x_-128..127': number[] }
  readonly 'fixedpoint_si_20/255_zi_0': { readonly 'sigmoid_y_for_x_-128..127': number[] }
}
/** tensorflow#102943: one accumulator, and its result in each mode. */
export interface OneAccumulator {
  readonly x: number
  readonly si: number
  readonly sw: number
  readonly so: number
  readonly zo: number
  readonly double: number
  readonly single: number
  readonly float32_scale_rhe: number
}

export interface Golden {
  readonly util: Util
  readonly issue_102943: OneAccumulator
  readonly published: Vector[]
  readonly reference_kernels: Kernels
}
