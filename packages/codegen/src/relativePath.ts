/** @file Paths in emitted files: relative to the folder they are written to, with forward slashes. */

/** A file path or `file:` URL with forward slashes and without `.` and `..`. */
function plainPath(file: string): string {
  const path = file.startsWith('file://')
    ? decoded(file.slice('file://'.length)).replace(/^\/(?=[A-Za-z]:)/, '')
    : file
  const kept: string[] = []
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..' && kept.at(-1) !== '') kept.pop()
    else if (segment !== '.') kept.push(segment)
  }
  return kept.join('/')
}

/** A place comes from a stack, or from a file that anybody wrote. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:\//.test(path)

/** A relative folder is one of the folder that the process runs in; a page has none. */
function absolute(path: string): string {
  const { process } = globalThis as { process?: { cwd?: () => string } }
  return isAbsolute(path) || !process?.cwd ? path : plainPath(`${process.cwd()}/${path}`)
}

/** The last segment of a path. */
export const fileName = (file: string): string => plainPath(file).split('/').at(-1) ?? file

/** `file` as seen from the folder `from`; unchanged when there is no folder or no common root. */
export function relativePath(from: string | undefined, file: string): string {
  const target = plainPath(file)
  if (from === undefined || !isAbsolute(target)) return target
  const base = absolute(plainPath(from))
  if (!isAbsolute(base)) return target
  const [there, here] = [target.split('/'), base.replace(/\/$/, '').split('/')]
  if (there[0] !== here[0]) return target
  let same = 0
  while (same < here.length && same < there.length - 1 && there[same] === here[same]) same++
  const up = here.slice(same).map(() => '..')
  return [...(up.length > 0 ? up : ['.']), ...there.slice(same)].join('/')
}

/** What means something else in a URL than in a path; `encodeURI` escapes the rest. */
const OF_URLS = /[?#]/g
/** Half surrogate pairs, which have no form in a URL. */
const HALF_PAIRS = /\p{Surrogate}/gu

/**
 * `file` as a URL relative to the folder `from`, as the `sources` of a source map are (ECMA-426); a `file:` URL where
 * there is no folder or no common root.
 */
export function relativeUrl(from: string | undefined, file: string): string {
  const path = relativePath(from, file)
  const url = encodeURI(path.replace(HALF_PAIRS, '\ufffd')).replace(OF_URLS, encodeURIComponent)
  if (isAbsolute(path)) return `file://${path.startsWith('/') ? '' : '/'}${url}`
  // Without the dot `a:b.ts` would be of the scheme `a`.
  return path.startsWith('../') || path.startsWith('./') ? url : `./${url}`
}
