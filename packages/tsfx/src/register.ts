/**
 * @file `node --import tsfx/register app.ts`, or `import 'tsfx/register'` before the first import of tfjs: prepares
 * the process so that `trace` sees the model's calls.
 */
import { dirname } from 'node:path'
import { installHooks } from './node/installHooks.ts'

const script = process.argv[1]
installHooks([...(script ? [dirname(script)] : []), process.cwd()])
