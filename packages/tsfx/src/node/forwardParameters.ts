import { parameterNames } from '@tsfx/tracer'
import type { UserModel } from './loadUserModel.ts'

/** The names of forward's parameters, or null where its source does not tell them. */
export const forwardParameters = (model: UserModel): readonly string[] | null =>
  parameterNames((typeof model === 'function' ? model : model.forward) as (...inputs: never[]) => unknown)
