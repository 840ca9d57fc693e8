import { inferTypes, orderPasses } from '@tsfx/passes'

/** A pass before itself. */
export const trigger = (): unknown =>
  orderPasses([inferTypes], [{ before: 'inferTypes', after: 'inferTypes' }])
