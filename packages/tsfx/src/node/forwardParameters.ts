import { findForward } from '@tsfx/tracer'
import type { UserModel } from './loadUserModel.ts'

/** The names of forward's parameters, or null where its source does not tell them. */
export const forwardParameters = (model: UserModel): readonly string[] | null => findForward(model).parameters
