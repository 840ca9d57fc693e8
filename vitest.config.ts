import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

const require = createRequire(import.meta.url)

export default defineConfig({
  // Packages are tested from their sources; see the `exports` of each package.json.
  resolve: { conditions: ['tsfx-source'] },
  ssr: { resolve: { conditions: ['tsfx-source'], externalConditions: ['tsfx-source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/tier2/**'],
    // tfjs-core must be one copy: the CommonJS build that its backends require as well.
    alias: { '@tensorflow/tfjs-core': require.resolve('@tensorflow/tfjs-core') },
    setupFiles: ['test/setup/capture.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
})
