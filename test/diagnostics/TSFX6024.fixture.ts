/** @file Makes TSFX6024 happen through the public API. */
import { planOf } from '@tsfx/runtime'

export const trigger = (): unknown => planOf({})
