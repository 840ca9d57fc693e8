/** @file A page built by Vite, and one that Vite serves in dev, trace in Chromium what Node traces, and emit the same text. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundlerAlias } from 'tsfx/node'
import { tsfx } from 'tsfx/vite'
import { afterAll, describe, expect, it } from 'vitest'
import { traced } from './browser/traced.ts'
import { chromium, reportOf } from './chromium.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const pageFolder = here('./browser')
const viteFile = here('../peers/node_modules/vite/dist/node/index.js')

const missing = [
  ...(chromium ? [] : ['Chromium']),
  ...(existsSync(viteFile) ? [] : ['Vite (pnpm install --dir test/peers --ignore-workspace)']),
]
if (missing.length > 0)
  console.warn(`skipped: no page is traced, as there is no ${missing.join(' and no ')} here`)

/** What this test uses of Vite, which is no package of the workspace. */
interface Vite {
  build(config: object): Promise<unknown>
  createServer(config: object): Promise<{
    readonly middlewares: (request: IncomingMessage, response: ServerResponse) => void
    close(): Promise<void>
  }>
}

const scratch = mkdtempSync(join(tmpdir(), 'tsfx-browser-'))
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
})

const config = {
  root: pageFolder,
  configFile: false,
  logLevel: 'error',
  cacheDir: join(scratch, 'cache'),
  plugins: [tsfx()],
  // The sources of this repository, in place of what was built.
  resolve: { conditions: ['tsfx-source', 'module', 'browser', 'development|production'] },
  build: { outDir: join(scratch, 'page'), target: 'esnext' },
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' }

function builtFile({ url = '/' }: IncomingMessage, response: ServerResponse): void {
  const file = join(scratch, 'page', url === '/' ? 'index.html' : new URL(url, 'http://page').pathname)
  if (!existsSync(file)) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
  response.end(readFileSync(file))
}

describe.skipIf(missing.length > 0)('a page in Chromium', () => {
  const vite = () => import(/* @vite-ignore */ viteFile) as Promise<Vite>
  const inNode = async (): Promise<unknown> => JSON.parse(JSON.stringify(await traced()))

  it('that Vite built traces and emits what Node does', async () => {
    const { build } = await vite()
    await build(config)
    expect(await reportOf(builtFile)).toEqual(await inNode())
  })

  it('that was built by the alias alone does so too', async () => {
    const { alias, table } = bundlerAlias({ root: pageFolder })
    // Ignored by git, and where packages of the workspace are found.
    const aliasFolder = here('./out')
    mkdirSync(aliasFolder, { recursive: true })
    writeFileSync(join(aliasFolder, 'tfjs-core.js'), alias)
    writeFileSync(join(aliasFolder, 'tfjs-table.js'), table)
    const replaced = { find: /^@tensorflow\/tfjs-core$/, replacement: join(aliasFolder, 'tfjs-core.js') }
    const { build } = await vite()
    await build({ ...config, plugins: [], resolve: { ...config.resolve, alias: [replaced] } })
    expect(await reportOf(builtFile)).toEqual(await inNode())
  })

  it('that was built without the plugin says what to do', async () => {
    const { build } = await vite()
    await build({ ...config, plugins: [] })
    expect(await reportOf(builtFile)).toMatchObject({ error: expect.stringContaining('TSFX1009') })
  })

  it('that Vite serves in dev traces and emits what Node does', async () => {
    const { createServer: serve } = await vite()
    const dev = await serve({ ...config, server: { middlewareMode: true, hmr: false, watch: null } })
    try {
      expect(await reportOf(dev.middlewares)).toEqual(await inNode())
    } finally {
      await dev.close()
    }
  })
})
