/**
 * @file The error this package throws. The runtime has no dependency, so it does not share the class of
 * `@tsfx/ir`; tsfx recognises a diagnostic by its shape.
 */

/**
 * Names of weights come from a file: a terminal takes orders from controls in them, and a line of theirs must not pose as one of the
 * error's own.
 */
const shown = (text: string): string =>
  text
    .replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replaceAll('\n', '\n    | ')

export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError'
  readonly code: string
  readonly kind: 'user' | 'unsupported' | 'internal'
  /** The message without code and fix. */
  readonly summary: string
  /** What the user can do about it. */
  readonly fix: string
  readonly place = {}

  constructor(diagnostic: {
    code: string
    kind: 'user' | 'unsupported' | 'internal'
    message: string
    fix: string
  }) {
    super(
      `${diagnostic.code} ${shown(diagnostic.message)}\n  fix: ${shown(diagnostic.fix)}\n  see: docs/diagnostics/${diagnostic.code}.md (npx tsfx help ${diagnostic.code})`,
    )
    this.code = diagnostic.code
    this.kind = diagnostic.kind
    this.summary = diagnostic.message
    this.fix = diagnostic.fix
  }
}
