/**
 * @file Type-checked programs of files that are being edited. Each project has one, which is made anew from the one before: what
 * did not change is neither read nor parsed again, and no import of it is looked for again.
 */
import { resolve } from 'node:path'
import ts from 'typescript'
import { modelHost, type Project, projectOf } from '../check/modelProgram.ts'

export interface LivePrograms {
  /** Takes `text` for the file instead of what is on disk, from now on. */
  open(file: string, text: string): void
  /** Takes the file from disk again. */
  close(file: string): void
  /** Forgets what hangs on a file that changed on disk; of a tsconfig or a package, all. */
  changed(file: string): void
  /** The files whose text is not taken from disk. */
  readonly opened: readonly string[]
  /** The present text of a file, or null where there is none. */
  textOf(file: string): string | null
  /** The present program of the project of an opened file. */
  programOf(file: string): ts.Program
  /** The program with another text for one file, which is not kept. */
  programWith(file: string, text: string): ts.Program
}

interface KnownTree {
  readonly stamp: string
  readonly tree: ts.SourceFile
}

/** What says how files are read and where imports lead. */
const IS_PROJECT = /[/\\]((ts|js)config[^/\\]*|package)\.json$|[/\\]node_modules[/\\]/
const IS_LIBRARY = /[/\\]node_modules[/\\].*\.d\.[cm]?ts$|[/\\]lib\.[\w.]+\.d\.ts$/

/** @param resolveFrom a file from which `@tensorflow/*` and `@tsfx/*` resolve when they do not from the model. */
export function livePrograms(resolveFrom?: string): LivePrograms {
  return new Programs(resolveFrom)
}

class Programs implements LivePrograms {
  readonly #resolveFrom: string | undefined
  readonly #texts = new Map<string, { readonly text: string; readonly version: number }>()
  readonly #projects = new Map<string, Project>()
  readonly #programs = new Map<string, ts.Program>()
  readonly #trees = new Map<string, KnownTree>()
  /** The projects whose program is not the present one. */
  readonly #changed = new Set<string>()
  #versions = 0

  constructor(resolveFrom: string | undefined) {
    this.#resolveFrom = resolveFrom
  }

  get opened(): readonly string[] {
    return [...this.#texts.keys()]
  }

  open(file: string, text: string): void {
    const path = resolve(file)
    if (this.#texts.get(path)?.text === text) return
    this.#texts.set(path, { text, version: ++this.#versions })
    this.#changed.add(this.#keyOf(path))
  }

  close(file: string): void {
    const path = resolve(file)
    this.#changed.add(this.#keyOf(path))
    this.#texts.delete(path)
    this.#projects.delete(path)
  }

  changed(file: string): void {
    for (const key of this.#programs.keys()) this.#changed.add(key)
    if (!IS_PROJECT.test(file)) return
    this.#projects.clear()
    this.#programs.clear()
    this.#trees.clear()
  }

  textOf(file: string): string | null {
    const path = resolve(file)
    return this.#texts.get(path)?.text ?? ts.sys.readFile(path) ?? null
  }

  programOf(file: string): ts.Program {
    const path = resolve(file)
    const key = this.#keyOf(path)
    const known = this.#programs.get(key)
    if (known && !this.#changed.has(key) && known.getSourceFile(path)) return known
    const program = this.#make(this.#projectOf(path), this.#rootsOf(key, path), known)
    this.#programs.set(key, program)
    this.#changed.delete(key)
    return program
  }

  programWith(file: string, text: string): ts.Program {
    const path = resolve(file)
    const before = this.programOf(path)
    const project = this.#projectOf(path)
    const known = this.#texts.get(path)
    this.#texts.set(path, { text, version: -++this.#versions })
    try {
      return this.#make(project, before.getRootFileNames(), before)
    } finally {
      if (known) this.#texts.set(path, known)
      else this.#texts.delete(path)
    }
  }

  #keyOf(path: string): string {
    return this.#projectOf(path).configFile ?? ''
  }

  #projectOf(path: string): Project {
    const known = this.#projects.get(path) ?? projectOf(path)
    this.#projects.set(path, known)
    return known
  }

  /** All opened files of a project, in an order that does not depend on which is asked for. */
  #rootsOf(key: string, path: string): readonly string[] {
    const opened = this.opened.filter((other) => this.#keyOf(other) === key)
    return [...new Set([...opened, path])].sort()
  }

  #make({ options, ambient }: Project, files: readonly string[], before: ts.Program | undefined): ts.Program {
    const host = modelHost(options, files[0] as string, this.#resolveFrom)
    const { getSourceFile, fileExists, readFile } = host
    host.fileExists = (path) => this.#texts.has(resolve(path)) || fileExists(path)
    host.readFile = (path) => this.#texts.get(resolve(path))?.text ?? readFile(path)
    host.getSourceFile = (path, version, ...rest) => {
      const stamp = this.#stampOf(path)
      const format =
        typeof version === 'object' ? `${version.languageVersion}:${version.impliedNodeFormat}` : version
      const key = `${path}:${format}`
      const known = this.#trees.get(key)
      if (known?.stamp === stamp) return known.tree
      const tree = getSourceFile(path, version, ...rest)
      // A text that is only tried is not worth keeping.
      if (tree && !stamp.startsWith('-')) this.#trees.set(key, { stamp, tree })
      return tree
    }
    return ts.createProgram({
      rootNames: [...files, ...ambient],
      options,
      host,
      ...(before && { oldProgram: before }),
    })
  }

  /** Changes when the text of a file does; libraries stay until something is installed. */
  #stampOf(path: string): string {
    const own = this.#texts.get(resolve(path))
    if (own) return `${own.version}`
    return IS_LIBRARY.test(path) ? 'library' : `disk ${ts.sys.getModifiedTime?.(path)?.getTime()}`
  }
}
