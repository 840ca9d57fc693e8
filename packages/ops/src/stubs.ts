/**
 * @file `quantStub` and `deQuantStub` as functions: identities that a trace records. Apart from their ops, because
 * `opFunction` needs the registry and the registry needs the ops.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { deQuantStubOp } from './boundary/deQuantStub.ts'
import { quantStubOp } from './boundary/quantStub.ts'
import { opFunction } from './opFunction.ts'

const enter = opFunction(quantStubOp)
const leave = opFunction(deQuantStubOp)

/** Marks where `x` enters the integer part of a model; returns `x`. */
export const quantStub = <T extends Tensor>(x: T): T => enter({ x }) as T

/** Marks where `x` leaves the integer part of a model; returns `x`. */
export const deQuantStub = <T extends Tensor>(x: T): T => leave({ x }) as T
