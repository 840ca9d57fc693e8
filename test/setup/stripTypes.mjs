/**
 * @file Lets plain Node run the packages from their TypeScript sources:
 * `node --conditions=tsfx-source --import ./test/setup/stripTypes.mjs packages/tsfx/src/cli/...`.
 */
import { register } from 'node:module'

register('./stripTypesHooks.mjs', import.meta.url)
