import { refuseSameDocument } from '@tsfx/lsp'
import { liveChecker } from '@tsfx/source'
import { project } from '../cli/models.ts'

export const trigger = (): void => {
  const model = (name: string) =>
    `/** @tsfx --input x:4 */\nexport class ${name} { forward(x) { return x } }\n`
  const folder = project({ 'net.js': model('Net') + model('net') })
  refuseSameDocument(liveChecker(), { file: `${folder}/net.js`, exportName: 'Net' }, [])
}
