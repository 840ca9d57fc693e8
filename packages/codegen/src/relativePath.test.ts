import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { relativePath, relativeUrl } from './relativePath.ts'

describe('relativePath', () => {
  it.each([
    ['/a/out', '/a/net.ts', '../net.ts'],
    ['/a/out/', '/a/out/net.ts', './net.ts'],
    ['/', '/a/net.ts', './a/net.ts'],
    ['/a/b/../out', 'file:///a/my%20net.ts', '../my net.ts'],
    ['C:\\a\\out', 'C:\\a\\net.ts', '../net.ts'],
    ['C:\\out', 'file:///C:/a/net.ts', '../a/net.ts'],
    ['C:\\out', 'D:\\net.ts', 'D:/net.ts'],
    [undefined, '/a/net.ts', '/a/net.ts'],
    ['/a', 'file:///%', '../%'],
  ])('from %s to %s is %s', (from, file, path) => {
    expect(relativePath(from, file)).toBe(path)
  })

  it('takes a relative folder for one of the folder that the process runs in', () => {
    expect(relativePath('out/int8', join(process.cwd(), 'src', 'net.ts'))).toBe('../../src/net.ts')
    expect(relativePath('.', join(process.cwd(), 'net.ts'))).toBe('./net.ts')
  })
})

describe('relativeUrl', () => {
  it.each([
    ['/a/out', '/a/my nets #1/50%?.ts', '../my%20nets%20%231/50%25%3F.ts'],
    ['/a/out', '/a/名前.ts', '../%E5%90%8D%E5%89%8D.ts'],
    ['C:\\out', 'D:\\my net.ts', 'file:///D:/my%20net.ts'],
    [undefined, '/a/my net.ts', 'file:///a/my%20net.ts'],
    [undefined, 'javascript:alert(1)', './javascript:alert(1)'],
    [undefined, '', './'],
    ['/a', '/a/\ud800.ts', './%EF%BF%BD.ts'],
  ])('from %s to %s is %s', (from, file, url) => {
    expect(relativeUrl(from, file)).toBe(url)
  })

  it('leads to the file from the file beside it, whatever folders are called', () => {
    const segment = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((name) => !/[/\\\0]|\p{C}/u.test(name) && !/^\.{1,2}$/.test(name))
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`)
    fc.assert(
      fc.property(path, path, (folder, file) => {
        const base = pathToFileURL(`${folder}/net.fx.js.map`)
        expect(new URL(relativeUrl(folder, file), base).href.toLowerCase()).toBe(
          new URL(pathToFileURL(file)).href.toLowerCase(),
        )
      }),
    )
  })
})
