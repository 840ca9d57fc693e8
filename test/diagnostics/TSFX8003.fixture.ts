import { jobOf } from '@tsfx/lsp'
import { readModelTags } from '@tsfx/source'

export const trigger = (): unknown => {
  const [tag = null] = readModelTags('/models/net.ts', '/** @tsfx --input x:?,4 */\nexport class Net {}')
  return jobOf({ action: 'quantize', file: '/models/net.ts', exportName: 'Net', tag })
}
