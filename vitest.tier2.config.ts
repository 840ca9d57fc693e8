import { defineConfig, mergeConfig } from 'vitest/config'
import tier1 from './vitest.config.ts'

/** What needs `../shared`, the network or minutes: run by `.ci/run`, not by `pnpm test`. */
const tier2 = mergeConfig(tier1, defineConfig({ test: { testTimeout: 600_000 } }))

// mergeConfig joins lists; here they are replaced.
export default {
  ...tier2,
  test: {
    ...tier2.test,
    projects: undefined,
    globalSetup: ['test/setup/emittedFolder.ts'],
    setupFiles: ['test/setup/capture.ts'],
    include: ['test/tier2/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
  },
}
