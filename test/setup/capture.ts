/** @file Installs capture before a test file imports tfjs, as `node --import tsfx/register` does for a user. */
import { createRequire } from 'node:module'
import { installCapture } from '@tsfx/tracer'

installCapture(createRequire(import.meta.url)('@tensorflow/tfjs-core'))
