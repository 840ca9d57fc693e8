import { ResNet, type ResNetOptions } from './resNet.ts'

/** ResNet-18: two basic blocks in each stage (He et al. 2015, Table 1). */
export class ResNet18 extends ResNet {
  constructor(options: Partial<ResNetOptions> = {}) {
    super({ block: 'basic', depths: [2, 2, 2, 2], ...options })
  }
}
