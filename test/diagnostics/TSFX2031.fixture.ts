import { replaceOp } from '@tsfx/passes'

/** The name of the IR is `relu6`. */
export const trigger = (): unknown => replaceOp('relu', 'tf.relu6')
