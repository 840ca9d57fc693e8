import { checkHazard } from './hazardSource.ts'

export const trigger = (): unknown => checkHazard('export const model = (x) => { return x - 1 }')
