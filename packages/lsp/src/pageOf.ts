/** @file Where the page about a code is. */
import { existsSync } from 'node:fs'

/** The folder of the pages in a checkout; it is as far from the sources as from what is built of them. */
const PAGES = new URL('../../../docs/diagnostics/', import.meta.url)

/** The URL of the page about a code; of an installed package, which has no pages, its path in the sources of tsfx. */
export function pageOf(code: string): string {
  const page = new URL(`${code}.md`, PAGES)
  return existsSync(page) ? page.href : `docs/diagnostics/${code}.md`
}
