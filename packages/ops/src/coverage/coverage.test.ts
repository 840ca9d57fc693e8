/**
 * @file Every op of the installed tfjs and every method of its Tensor is captured, a constant, let through or refused; and nothing is
 * spoken of that tfjs does not have. What tfjs exports beside its ops (engine, gradients, backends) computes nothing on a traced tensor,
 * or is refused by the tracer.
 */
import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { coverageOf, knownFunctions } from './coverage.ts'
import { type Refusal, refusedFunctions } from './refusedFunctions.ts'

type Namespace = Readonly<Record<string, unknown>>

/** tfjs names what it makes by `op()` so; capture wraps such functions, but keeps their names. */
const isOp = (value: unknown): value is (...args: readonly unknown[]) => unknown =>
  typeof value === 'function' && value.name.endsWith('__op')

const isNamespace = (value: unknown): value is Namespace =>
  typeof value === 'object' && value !== null && Object.values(value).some(isOp)

/** Ops of a namespace and of those nested in it: `tf.add`, `tf.image.transform`. */
const opsOf = (namespace: Namespace, prefix: string): readonly string[] =>
  Object.entries(namespace).flatMap(([key, value]) => {
    if (key === 'default') return []
    if (isOp(value)) return [`${prefix}.${key}`]
    return isNamespace(value) ? opsOf(value, `${prefix}.${key}`) : []
  })

const methods = Object.entries(Object.getOwnPropertyDescriptors(tf.Tensor.prototype))
  .filter(([, { value }]) => typeof value === 'function')
  .map(([name]) => `Tensor.${name}`)
const ops = opsOf(tf as unknown as Namespace, 'tf')

function isExported(from: string): boolean {
  const [root, ...path] = from.split('.')
  const start: unknown = root === 'tf' ? tf : tf.Tensor.prototype
  return typeof path.reduce((value, key) => (value as Namespace | undefined)?.[key], start) === 'function'
}

describe('coverage of tfjs', () => {
  it('walks what there is', () => {
    expect(ops.length).toBeGreaterThan(220)
    expect(methods.length).toBeGreaterThan(150)
  })

  it('knows every op and every method of a tensor', () => {
    expect([...ops, ...methods].filter((from) => coverageOf(from) === null)).toEqual([])
  })

  it('speaks of nothing that tfjs does not have', () => {
    expect(knownFunctions().filter((from) => !isExported(from))).toEqual([])
  })

  it('refuses nothing that it captures', () => {
    const captured = [...refusedFunctions.keys()].filter((from) => coverageOf(from)?.kind !== 'refused')
    expect(captured).toEqual([])
  })

  it('tells what is random, what a page shows, and what answers with a promise', () => {
    const namesOf = (test: (refusal: Refusal) => boolean) =>
      [...refusedFunctions].flatMap(([from, refusal]) => (test(refusal) ? [from] : []))
    const random = namesOf(({ kind }) => kind === 'random')
    expect(random.filter((from) => !/rand|multinomial|truncatedNormal/.test(from))).toEqual([])
    expect(
      ops.filter((from) => /\.(rand|truncatedN|multinomial)/.test(from) && !random.includes(from)),
    ).toEqual([])
    expect(namesOf(({ kind }) => kind === 'page')).toEqual([
      'tf.browser.fromPixels',
      'tf.browser.fromPixelsAsync',
    ])
    // tfjs compiles its async functions to generators, so that only the name tells.
    const named = [...ops, ...methods, ...Object.keys(tf.browser).map((key) => `tf.browser.${key}`)]
    const isAsync = namesOf((refusal) => refusal.isAsync)
    expect(named.filter((from) => from.endsWith('Async') && !isAsync.includes(from))).toEqual([])
    expect(isAsync).toContain('tf.browser.toPixels')
  })

  it('gives a reason and a remedy with each refusal', () => {
    for (const [from, { reason, remedy }] of refusedFunctions) {
      expect({ from, reason, remedy }).toEqual({
        from,
        reason: expect.stringMatching(/^(it|the|a) .{15,}[^.]$/),
        remedy: expect.stringMatching(/^[a-z].{15,}[^.]$/),
      })
    }
  })
})
