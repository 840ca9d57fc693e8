import { minMaxObserver } from '@tsfx/quant'

/** A model that overflows at one point. */
export const trigger = (): unknown => {
  const observer = minMaxObserver()
  const place = { kind: 'activation', name: 'relu', firstRow: 8 } as const
  return observer.observe(observer.init(), new Float32Array([Number.POSITIVE_INFINITY]), [1], place)
}
