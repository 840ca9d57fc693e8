/** @file Installs capture before a test file imports tfjs, as `node --import tsfx/register` does for a user. */
import { createRequire } from 'node:module'
import { installCapture } from '@tsfx/tracer'

const tf = installCapture(createRequire(import.meta.url)('@tensorflow/tfjs-core'))
// Without it the CPU backend advertises another one in each test file.
tf.env().set('IS_TEST', true)
