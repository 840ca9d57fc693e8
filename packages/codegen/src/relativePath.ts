/** @file Paths in emitted files: relative to the folder they are written to, with forward slashes. */

/** A file path or `file:` URL with forward slashes and without `.` and `..`. */
function plainPath(file: string): string {
  const path = file.startsWith('file://')
    ? decodeURIComponent(file.slice('file://'.length)).replace(/^\/(?=[A-Za-z]:)/, '')
    : file
  const kept: string[] = []
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..' && kept.at(-1) !== '') kept.pop()
    else if (segment !== '.') kept.push(segment)
  }
  return kept.join('/')
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:\//.test(path)

/** The last segment of a path. */
export const fileName = (file: string): string => plainPath(file).split('/').at(-1) ?? file

/** `file` as seen from the folder `from`; unchanged when there is no folder or no common root. */
export function relativePath(from: string | undefined, file: string): string {
  const target = plainPath(file)
  if (from === undefined) return target
  const base = plainPath(from).replace(/\/$/, '')
  if (!isAbsolute(base) || !isAbsolute(target)) return target
  const [there, here] = [target.split('/'), base.split('/')]
  if (there[0] !== here[0]) return target
  let same = 0
  while (same < here.length && same < there.length - 1 && there[same] === here[same]) same++
  const up = here.slice(same).map(() => '..')
  return [...(up.length > 0 ? up : ['.']), ...there.slice(same)].join('/')
}
