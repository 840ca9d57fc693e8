/** @file The parity table: everything of torch.fx that a pass author may look for, and our answer. */
import { captureApis } from './captureApis.ts'
import { captureTests, leafTests, refusalTests } from './captureTests.ts'
import { graphApis, graphModuleApis, nodeApis } from './graphApis.ts'
import { codegenTests, debugTests, editingTests, otherClasses, runTests } from './graphTests.ts'
import type { ParitySection } from './parityRow.ts'
import { passApis, runApis } from './passApis.ts'
import { cleanupTests, experimentalTests, fxPassesTests, infraTests, rewriterTests } from './passTests.ts'

export const fxParity: readonly ParitySection[] = [
  captureApis,
  graphApis,
  nodeApis,
  graphModuleApis,
  runApis,
  passApis,
  captureTests,
  refusalTests,
  leafTests,
  editingTests,
  codegenTests,
  debugTests,
  runTests,
  otherClasses,
  experimentalTests,
  fxPassesTests,
  cleanupTests,
  rewriterTests,
  infraTests,
]
