import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClusterGraph } from './clusterGraph.ts'
import { isAcyclic } from './isAcyclic.fixture.ts'

const SIZE = 24
const dag = fc
  .array(fc.array(fc.nat(8), { maxLength: 3 }), { minLength: 2, maxLength: SIZE })
  .map((lists) =>
    lists.map((list, i) => (i === 0 ? [] : [...new Set(list.map((back) => Math.max(0, i - 1 - back)))])),
  )

describe('ClusterGraph', () => {
  it('merges exactly what makes no cycle, in any order', () => {
    let refused = 0
    fc.assert(
      fc.property(
        dag,
        fc.array(fc.tuple(fc.nat({ max: 997 }), fc.nat({ max: 997 })), { maxLength: 40 }),
        (inputs, picks) => {
          const clusters = new ClusterGraph(inputs)
          let groupOf = inputs.map((_, i) => i)
          for (const [node, choice] of picks) {
            const to = clusters.find(node % inputs.length)
            const candidates = clusters.inputsOf(to)
            if (candidates.length === 0) continue
            const from = candidates[choice % candidates.length]!
            const merged = groupOf.map((group) => (group === groupOf[from] ? groupOf[to]! : group))
            const isAllowed = isAcyclic(inputs, merged)
            expect(clusters.merge(from, to)).toBe(isAllowed)
            if (isAllowed) groupOf = merged
            else refused++
            const groups = inputs.map((_, i) => groupOf.indexOf(groupOf[i]!))
            const found = inputs.map((_, i) => clusters.find(i))
            expect(found.map((root) => found.indexOf(root))).toEqual(groups)
          }
        },
      ),
      { numRuns: 1000 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})
