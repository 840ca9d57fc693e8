import { ResNet, type ResNetOptions } from './resNet.ts'

/** ResNet-50: bottlenecks, 3, 4, 6 and 3 of them (He et al. 2015, Table 1). */
export class ResNet50 extends ResNet {
  constructor(options: Partial<ResNetOptions> = {}) {
    super({ block: 'bottleneck', depths: [3, 4, 6, 3], ...options })
  }
}
