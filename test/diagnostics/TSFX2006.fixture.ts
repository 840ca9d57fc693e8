import { fuseBias, inferTypes, orderPasses } from '@tsfx/passes'

/** A constraint against what fuseBias requires of inferTypes. */
export const trigger = (): unknown =>
  orderPasses([inferTypes, fuseBias], [{ before: 'fuseBias', after: 'inferTypes' }])
