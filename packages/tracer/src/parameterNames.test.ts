import { describe, expect, it } from 'vitest'
import { parameterNames } from './parameterNames.ts'

class Model {
  forward(x: number, { a, b }: { a: number; b: number }, [c]: number[] = [1, 2]): unknown {
    return [x, a, b, c]
  }
}

describe('parameterNames', () => {
  it.each<[(...args: never[]) => unknown, readonly string[] | null]>([
    [new Model().forward, ['x', 'input1', 'input2']],
    [(x: number) => x, ['x']],
    [() => 1, []],
    [(x: number, scale = Math.max(1, 2)) => x * scale, ['x', 'scale']],
    [(...all: number[]) => all, null],
    [(async (x: number) => x) as never, ['x']],
    [((x: number) => x).bind(null) as never, null],
  ])('reads %s', (target, names) => {
    expect(parameterNames(target)).toEqual(names)
  })
})
