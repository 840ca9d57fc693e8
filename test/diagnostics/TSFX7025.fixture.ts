import { endedByModel } from 'tsfx/node'

export const trigger = (): never => {
  throw endedByModel('net.ts#Net', 3)
}
