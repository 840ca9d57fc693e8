import { opNamed } from '@tsfx/ops'

/** An activation that tsfx does not know. */
export const trigger = (): unknown => opNamed('conv2d')?.normalize({ pad: 'same', activation: 'elu' })
