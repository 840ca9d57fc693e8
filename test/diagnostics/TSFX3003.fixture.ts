import { perChannelMinMaxObserver } from '@tsfx/quant'

/** A weight that diverged. */
export const trigger = (): unknown => {
  const observer = perChannelMinMaxObserver([1])
  const place = { kind: 'parameter', name: 'conv.weight', firstRow: 0 } as const
  return observer.observe(observer.init(), new Float32Array([1, Number.POSITIVE_INFINITY]), [1, 2], place)
}
