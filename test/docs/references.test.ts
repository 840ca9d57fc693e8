/** @file README and docs name nothing that does not exist: links, files, commands, scripts and imports. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const markdown = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(folder, entry.name))
const pages = [
  'README.md',
  ...['docs', 'docs/passes', 'docs/diagnostics', 'docs/decisions'].flatMap(markdown),
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
]
const text = (page: string): string => readFileSync(join(root, page), 'utf8')
const found = (page: string, pattern: RegExp): string[] =>
  [...text(page).matchAll(pattern)].map((match) => match[1]!)

const scripts = JSON.parse(text('package.json')).scripts as Record<string, string>
const commands = readdirSync(join(root, 'packages/tsfx/src/cli')).flatMap(
  (file) => /^(\w+)Command\.ts$/.exec(file)?.[1] ?? [],
)
const modules: Record<string, () => Promise<object>> = {
  tsfx: () => import('tsfx'),
  'tsfx/node': () => import('tsfx/node'),
  'tsfx/vite': () => import('tsfx/vite'),
  '@tsfx/interop': () => import('@tsfx/interop'),
  '@tsfx/ir': () => import('@tsfx/ir'),
  '@tsfx/lsp': () => import('@tsfx/lsp'),
  '@tsfx/lsp/protocol': () => import('@tsfx/lsp/protocol'),
  '@tsfx/nn': () => import('@tsfx/nn'),
  '@tsfx/ops': () => import('@tsfx/ops'),
  '@tsfx/runtime': () => import('@tsfx/runtime'),
  '@tsfx/passes': () => import('@tsfx/passes'),
  '@tsfx/quant': () => import('@tsfx/quant'),
  '@tsfx/codegen': () => import('@tsfx/codegen'),
  '@tsfx/report': () => import('@tsfx/report'),
  '@tsfx/tracer': () => import('@tsfx/tracer'),
  '@tsfx/source': () => import('@tsfx/source'),
  '@tsfx/zoo': () => import('@tsfx/zoo'),
}

describe.each(pages)('%s', (page) => {
  it('links to what exists', () => {
    const links = found(page, /\]\(([^)#\s]+)(?:#[^)]*)?\)/g).filter((link) => !/^\w+:/.test(link))
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
  })

  it('names paths of this repository that exist', () => {
    const paths = found(page, /`((?:packages|docs|test|scripts)\/[\w./@-]+)`/g)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('names commands and scripts that exist', () => {
    expect(
      found(page, /\bpnpm(?:@12)? (?!install|exec)([a-z]+)\b/g).filter((script) => !(script in scripts)),
    ).toEqual([])
    expect(
      found(page, /(?:^|[`$ ])tsfx ([a-z]+) (?=[-\w./<]+)/gm).filter(
        (name) =>
          /^(trace|quantize|run|eval|compare|explain|bench|check|watch|export|passes)$/.test(name) &&
          !commands.includes(name),
      ),
    ).toEqual([])
  })

  it('imports names that exist', async () => {
    const imports = [...text(page).matchAll(/import \{([^}]+)\} from '((?:@tsfx\/|tsfx)[^']*)'/g)]
    for (const [, names, module] of imports) {
      const load = modules[module!]
      expect(load, `${relative(root, page)} imports from ${module}`).toBeDefined()
      const exports = await load!()
      const values = names!
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type '))
      expect(values.filter((name) => !(name in exports))).toEqual([])
    }
  })
})
