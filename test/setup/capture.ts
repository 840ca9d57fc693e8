/**
 * @file Installs capture before a test file imports tfjs, as `node --import tsfx/register` does for a user, on the cpu backend:
 * a file before this one in the same process may have left another.
 */
import { createRequire } from 'node:module'
import { installCapture } from '@tsfx/tracer'

const require = createRequire(import.meta.url)
const core = require('@tensorflow/tfjs-core')
installCapture(core)
require('@tensorflow/tfjs-backend-cpu')
await core.setBackend('cpu')
