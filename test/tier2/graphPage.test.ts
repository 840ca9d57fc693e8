/**
 * @file The page of a graph in Chromium: a drawing of a model whose names are hostile runs nothing, and would run nothing even
 * where it was put into the page as it is; zoom and clicks work.
 */
import { fileURLToPath } from 'node:url'
import { graphToSvg } from '@tsfx/report'
import { beforeAll, describe, expect, it } from 'vitest'
import { graphPage } from '../../packages/vscode/src/graph/graphPage.ts'
import { safeSvg } from '../../packages/vscode/src/graph/safeSvg.ts'
import { bundleExtension } from '../../packages/vscode/src/pack/bundleExtension.ts'
import { hostileGraph } from '../hostile/hostileModel.ts'
import { chromium, reportOf } from './chromium.ts'

if (!chromium) console.warn('skipped: no graph is shown, as there is no Chromium here')

const HOSTILE = [
  '</script><script>top.broken.push("script")</script>',
  '</title></text></svg><img src=x onerror=\'top.broken.push("img")\'>',
  '"><svg onload="top.broken.push(1)">',
]
const RAW = `<svg viewBox="0 0 9 9"><script>top.broken.push('script')</script>
<g class="node" onclick="top.broken.push('click')"><title>n0</title><text x="1" y="8" id="raw">x</text></g>
<image href="/x.png" onerror="top.broken.push('image')"/><foreignObject><img src="/x.png" onerror="top.broken.push('img')"></foreignObject>
<style>body { background: url(/loaded.png) }</style></svg>`

/** Stands for the editor around the page: takes its messages, and looks into it. */
const OUTER = `<!DOCTYPE html><script>
globalThis.broken = []
const pause = () => new Promise((resolve) => setTimeout(resolve, 300))
const shown = (name) => new Promise((resolve) => {
  const frame = document.createElement('iframe')
  frame.src = name
  frame.onload = () => resolve(frame.contentDocument)
  document.body.append(frame)
})
onload = async () => {
  const texts = []
  const elements = new Set()
  const messages = []
  let page
  for (const at of [0, 1, 2]) {
    page = await shown('/' + at + '.html')
    for (const text of page.querySelectorAll('text')) texts.push(text.textContent)
    for (const element of page.querySelectorAll('main *')) elements.add(element.tagName)
  }
  globalThis.onmessage = ({ data }) => messages.push(data)
  const svg = page.querySelector('svg')
  const widths = [svg.style.width]
  for (const zoom of ['in', 'out', 'full']) {
    page.querySelector('[data-zoom=' + zoom + ']').click()
    widths.push(svg.style.width)
  }
  const nodes = [...page.querySelectorAll('[data-node]')]
  nodes[0].querySelector('text').dispatchEvent(new MouseEvent('click', { bubbles: true }))
  nodes[1].dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  page.querySelector('header').click()
  const raw = await shown('/raw.html')
  raw.querySelector('#raw').dispatchEvent(new MouseEvent('click', { bubbles: true }))
  await pause()
  const report = { broken, messages, widths, texts, elements: [...elements], keys: nodes.map((node) => node.dataset.node) }
  await fetch('/', { method: 'POST', body: JSON.stringify(report) })
}
</script><body>`

const API = `globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => parent.postMessage(message), getState: () => undefined, setState: () => {} });\n`

interface Report {
  readonly broken: readonly unknown[]
  readonly messages: readonly unknown[]
  readonly widths: readonly string[]
  readonly texts: readonly string[]
  readonly elements: readonly string[]
  readonly keys: readonly string[]
}

describe.skipIf(!chromium)('the page of a graph', () => {
  const asked: string[] = []
  let report: Report

  beforeAll(async () => {
    const { page } = await bundleExtension(fileURLToPath(new URL('../../packages/vscode', import.meta.url)))
    const shell = { title: HOSTILE.join(), notice: HOSTILE.join(), script: '/page.js', nonce: 'abc' }
    const drawings = await Promise.all(HOSTILE.map((text) => graphToSvg(hostileGraph(text))))
    const pages = drawings.map((svg, at) => [
      `/${at}.html`,
      graphPage({ ...shell, svg: safeSvg(svg)?.svg ?? 'no drawing' }),
    ])
    const files: Readonly<Record<string, string>> = {
      '/': OUTER,
      ...Object.fromEntries(pages),
      '/raw.html': graphPage({ ...shell, svg: RAW }),
      '/page.js': API + page,
    }
    report = (await reportOf(({ url = '' }, response) => {
      asked.push(url)
      const type = url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
      response.writeHead(files[url] === undefined ? 404 : 200, { 'content-type': type })
      response.end(files[url])
    })) as Report
  })

  it('runs nothing of a model', () => {
    expect(report.broken).toEqual([])
  })

  it('loads nothing but its script', () => {
    expect(asked.filter((url) => /png/.test(url))).toEqual([])
  })

  it('shows every name as text', () => {
    const shown = report.texts.join('\n')
    for (const piece of ['</script><script>top', '<img src=x onerror', '<svg onload'])
      expect(shown).toContain(piece)
    expect(report.elements).toEqual(
      expect.not.arrayContaining(['script', 'SCRIPT', 'img', 'IMG', 'image', 'a', 'foreignObject', 'style']),
    )
  })

  it('tells of clicks and keys on nodes alone', () => {
    expect(report.messages.slice(0, 2)).toEqual(
      report.keys.slice(0, 2).map((node) => ({ kind: 'reveal', node })),
    )
    expect(report.messages.length).toBeLessThanOrEqual(3)
  })

  it('zooms', () => {
    const [first = 0, larger = 0, again = 0] = report.widths.map(Number.parseFloat)
    expect(larger).toBeCloseTo(first * 1.2, 1)
    expect(again).toBeCloseTo(first, 1)
  })
})
