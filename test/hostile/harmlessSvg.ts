/** @file Asks of a drawing that it is made of boxes, arrows and text, whatever the text says. */
import { expect } from 'vitest'

/** Tags and attributes that a drawing of boxes and arrows has. */
const TAG =
  /<(\/?)(svg|g|title|polygon|path|text)((?: (?:width|height|viewBox|xmlns|xmlns:xlink|id|class|transform|fill|stroke|stroke-width|stroke-dasharray|points|d|xml:space|text-anchor|x|y|font-family|font-size)="[^"<>]*")*)\/?>|<!-- [^<>]*? -->/g

/** The whole text must be of such tags: nothing else is a tag, a handler, a link or a style. */
export function harmlessSvg(svg: string): void {
  const open: string[] = []
  const text = svg.replaceAll('\n ', ' ').replace(TAG, (tag, closes, name) => {
    if (closes) expect(open.pop()).toBe(name)
    else if (name && !tag.endsWith('/>')) open.push(name)
    return ''
  })
  expect(open).toEqual([])
  expect(text).not.toMatch(/[<>]/)
  // XML knows these entities by itself; others would have to be declared.
  expect(text.replace(/&(amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);/gi, '')).not.toContain('&')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML forbids.
  expect(svg).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])/)
}
