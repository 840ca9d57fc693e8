/** @file What is made of hostile models, in a real page: drawings as XML and as HTML, and emitted JavaScript inside of a script. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diffToDot, graphToDot } from '@tsfx/ir'
import { dotToSvg } from '@tsfx/report'
import { emit } from 'tsfx'
import { afterAll, describe, expect, it } from 'vitest'
import { hostileGraph, hostileInt8 } from '../hostile/hostileModel.ts'
import { HOSTILE } from '../hostile/hostileTexts.ts'

const chromium = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(':').map((folder) => join(folder, name)))
  .find(existsSync)
if (!chromium) console.warn('skipped: hostile models are shown in no page, as there is no Chromium here')

const scratch = mkdtempSync(join(tmpdir(), 'tsfx-hostile-'))
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
})

/** What stands in the page for one model. */
interface Shown {
  readonly svgs: readonly string[]
  readonly codes: readonly string[]
}

/** A text as JSON that may stand in a script. */
const asJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/**
 * The page takes drawings as XML and as HTML, and looks at what became of them; modules stand in it as they are, in scripts of a
 * type that is not run, so that the parser alone decides where each ends.
 */
const pageOf = (all: readonly Shown[]): string => `<!doctype html><meta charset="utf-8"><body>
${all.flatMap(({ svgs }) => svgs.map((svg) => `<div class="drawing">${svg}</div>`)).join('\n')}
${all.flatMap(({ codes }) => codes.map((code) => `<script type="text/plain">${code}</script>`)).join('\n')}
<script type="module">
const svgs = ${asJson(all.flatMap(({ svgs }) => svgs))}
const codes = ${asJson(all.flatMap(({ codes }) => codes))}
const problems = []
const allowed = new Set(['svg', 'g', 'title', 'polygon', 'path', 'text'])
const look = (root, how) => {
  for (const element of [root, ...root.querySelectorAll('*')]) {
    if (!allowed.has(element.localName)) problems.push(how + ' has ' + element.localName)
    for (const { name, value } of element.attributes)
      if (/^on|href|style|^src/i.test(name) && !name.startsWith('xmlns')) problems.push(how + ' has ' + name + '=' + value)
  }
}
for (const svg of svgs) {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml')
  if (parsed.querySelector('parsererror')) problems.push('no XML: ' + parsed.documentElement.textContent.slice(0, 200))
  else look(parsed.documentElement, 'XML')
}
const drawings = [...document.querySelectorAll('.drawing')]
if (drawings.length !== svgs.length) problems.push('drawings ' + drawings.length + ' of ' + svgs.length)
for (const drawing of drawings) for (const child of drawing.children) look(child, 'HTML')
const scripts = [...document.querySelectorAll('script[type="text/plain"]')]
if (scripts.length !== codes.length) problems.push('scripts ' + scripts.length + ' of ' + codes.length)
scripts.forEach((script, i) => {
  if (script.textContent !== codes[i]) problems.push('script ' + i + ' is not what was put in')
})
if (globalThis.hacked) problems.push('something was run')
document.body.replaceChildren()
document.title = 'done'
document.body.dataset.problems = JSON.stringify([...new Set(problems)].slice(0, 20))
</script>`

/** What the page says, as JSON in an attribute. */
function problemsOf(all: readonly Shown[]): string | undefined {
  const file = join(scratch, 'page.html')
  writeFileSync(file, pageOf(all))
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=60000']
  const profile = `--user-data-dir=${join(scratch, 'profile')}`
  const { stdout } = spawnSync(chromium!, [...flags, profile, '--dump-dom', `file://${file}`], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  expect(stdout).toContain('<title>done</title>')
  return /data-problems="([^"]*)"/.exec(stdout)?.[1]
}

describe.skipIf(!chromium)('in a page, a hostile model', () => {
  it('runs nothing and ends nothing', async () => {
    const all: Shown[] = []
    for (const text of HOSTILE) {
      const float = hostileGraph(text)
      const int8 = await hostileInt8(float, text)
      const dots = [graphToDot(float), graphToDot(int8, { params: true }), diffToDot(float, int8)]
      const svgs: string[] = []
      for (const dot of dots) svgs.push(await dotToSvg(dot))
      const codes = [float, int8].flatMap((graph) => {
        const files = emit(graph, { name: 'net', outDir: '/project/out' })
        return ['net.fx.js', 'net.fx.ts', 'net.fx.js.map'].map((file) => String(files[file]))
      })
      all.push({ svgs, codes })
    }
    expect(problemsOf(all)).toBe('[]')
  })

  it('would be found out', () => {
    const evil = '<svg><script>globalThis.hacked = true</script><a href="javascript:0" onclick="0"></a></svg>'
    const problems = problemsOf([{ svgs: [evil], codes: ['const name = "</script>"'] }])
    for (const found of ['script', 'href', 'onclick', 'not what was put in', 'something was run'])
      expect(problems).toContain(found)
  })
})
