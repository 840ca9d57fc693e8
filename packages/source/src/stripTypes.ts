/**
 * @file TypeScript to JavaScript for the loader, with every position kept where that is possible.
 *
 * Types are blanked out with spaces (ts-blank-space), so a stack frame names the user's own line and column.
 * Syntax that makes code (enums, parameter properties, namespaces, decorators, JSX) goes through TypeScript's
 * transpile, with an inline source map.
 */
import type { DiagnosticError } from '@tsfx/ir'
import { blankSourceFile } from 'ts-blank-space'
import ts from 'typescript'
import { codeFrame } from './codeFrame.ts'
import { invalidSyntax } from './diagnostics.generated.ts'
import { blankElidedNames, type KeptNames, keepNames } from './elidedNames.ts'

export interface StrippedSource {
  readonly code: string
  /** The source map (JSON) of a file whose positions could not be kept; the code carries it inline as well. */
  readonly map?: string
}

const OPTIONS: ts.CompilerOptions = {
  // The newest syntax of Node 20: decorators and `using` become code.
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  jsx: ts.JsxEmit.ReactJSX,
  sourceMap: true,
  isolatedModules: true,
}

/**
 * The JavaScript of one TypeScript file; plain JavaScript is given back unchanged. An import that is used
 * only as a type is removed, with or without the word `type`, as TypeScript does.
 * @throws TSFX1107 when the file has a syntax error.
 */
export function stripTypes(source: string, fileName: string): StrippedSource {
  if (/\.[mc]?js$/.test(fileName)) return { code: source }
  const kept: KeptNames = new Set()
  const transpiled = ts.transpileModule(source, {
    fileName,
    compilerOptions: OPTIONS,
    reportDiagnostics: true,
    transformers: { after: [keepNames(kept)] },
  })
  const error = transpiled.diagnostics?.find((d) => d.category === ts.DiagnosticCategory.Error)
  if (error) throw syntaxError(error, source, fileName)
  const blanked = /\.[mc]?ts$/.test(fileName) ? blankTypes(source, fileName, kept) : null
  if (blanked !== null) return { code: blanked }
  const map = withSource(transpiled.sourceMapText ?? '', source, fileName)
  return { code: inlineMap(transpiled.outputText, map), map }
}

/** `source` with its types replaced by spaces, or null when it has syntax that spaces cannot replace. */
function blankTypes(source: string, fileName: string, kept: KeptNames): string | null {
  const tree = ts.createSourceFile(fileName, source, ts.ScriptTarget.ESNext, false)
  if (hasDecorator(tree)) return null
  let supported = true
  const blanked = blankSourceFile(tree, () => {
    supported = false
  })
  return supported ? blankElidedNames(blanked, tree, kept) : null
}

function hasDecorator(node: ts.Node): boolean {
  return ts.isDecorator(node) || ts.forEachChild(node, hasDecorator) === true
}

function withSource(map: string, source: string, fileName: string): string {
  const { mappings, names } = JSON.parse(map) as { mappings: string; names: string[] }
  return JSON.stringify({ version: 3, sources: [fileName], sourcesContent: [source], names, mappings })
}

function inlineMap(code: string, map: string): string {
  const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`
  return code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, `\n//# sourceMappingURL=${url}\n`)
}

/** The error for a syntax error of TypeScript, at its place. */
export function syntaxError(error: ts.Diagnostic, source: string, fileName: string): DiagnosticError {
  const reason = ts.flattenDiagnosticMessageText(error.messageText, ' ')
  const { line, character } = error.file?.getLineAndCharacterOfPosition(error.start ?? 0) ?? {
    line: 0,
    character: 0,
  }
  const loc = { file: fileName, line: line + 1, column: character + 1 }
  return invalidSyntax({ file: fileName, reason }, { loc, frame: codeFrame(source, loc) ?? '' })
}
