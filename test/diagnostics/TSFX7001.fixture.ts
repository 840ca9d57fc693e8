import { tmpdir } from 'node:os'
import { findPackage } from '../../packages/tsfx/src/node/findPackage.ts'

export const trigger = (): unknown => findPackage('@tensorflow/tfjs-of-the-future', [tmpdir()])
