import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const PLAIN = ['packages/{ir,report,runtime,source}/src/**/*.test.ts']
const ISOLATED = [
  // Removes capture, and binds another TensorFlow.js.
  'packages/tracer/src/installCapture.test.ts',
  // Fixtures break their process on purpose: two copies of TensorFlow.js, none at all.
  'test/diagnostics/*.test.ts',
]

const require = createRequire(import.meta.url)

export default defineConfig({
  // Packages are tested from their sources; see the `exports` of each package.json.
  resolve: { conditions: ['tsfx-source'] },
  ssr: { resolve: { conditions: ['tsfx-source'], externalConditions: ['tsfx-source'] } },
  test: {
    // tfjs-core must be one copy: the CommonJS build that its backends require as well.
    alias: { '@tensorflow/tfjs-core': require.resolve('@tensorflow/tfjs-core') },
    // One for each core; the default leaves a core to itself, which is half of a small machine.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'plain',
          include: PLAIN,
          // These rooms know no TensorFlow.js and keep no state between files, so their files may share a process.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/tier2/**', ...PLAIN, ...ISOLATED],
          // Evaluating TensorFlow.js and tsfx takes longer than most files, so files share a process and its copy. What they
          // register stays: names of their ops are their own, and a law of all ops is one of `builtinOps`.
          isolate: false,
          globalSetup: ['test/setup/emittedFolder.ts'],
          setupFiles: ['test/setup/capture.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ISOLATED,
          setupFiles: ['test/setup/capture.ts'],
        },
      },
    ],
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
})
