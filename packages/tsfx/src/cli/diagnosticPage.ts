/** @file The page of a diagnostic's code, for `tsfx help TSFX1101`. */
import { existsSync, readFileSync } from 'node:fs'
import { badUsage } from '../diagnostics.generated.ts'

export interface DiagnosticPage {
  readonly code: string
  /** What is said where it is raised, with `{slots}` for what differs. */
  readonly message: string
  readonly fix: string
  /** Page as people read it. */
  readonly text: string
}

/** In the published package the pages lie beside `dist`; in a checkout, in its docs. */
const FOLDERS = ['../../docs/diagnostics/', '../../../../docs/diagnostics/']

/**
 * Reads the page of a code.
 * @throws TSFX7000 for a code without one.
 */
export function diagnosticPage(code: string): DiagnosticPage {
  const found = FOLDERS.map((folder) => new URL(`${folder}${code}.md`, import.meta.url)).find((file) =>
    existsSync(file),
  )
  if (!/^TSFX\d{4}$/.test(code) || !found)
    throw badUsage({ problem: `there is no diagnostic '${code}'`, command: 'tsfx help' })
  const [, header = '', body = ''] =
    /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(found, 'utf8')) ?? []
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(header)?.[1] ?? ''
  const [message, fix] = [field('message'), field('fix')]
  const text = `${code} ${filled(message)}\n  fix: ${filled(fix)}\n\n${body.trim()}`
  return { code, message, fix, text }
}

/** Three dots for what differs from place to place. */
const filled = (message: string): string => message.replace(/\{\w+\}/g, '...')
