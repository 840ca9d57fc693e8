/** @file Why a check is not complete: code that capture may run but that could not be read. */
import { isBuiltin } from 'node:module'
import ts from 'typescript'
import { type CapturedCode, isUserSource } from './capturedCode.ts'

/** The first source that the model in `tree` may run and that could not be read; null when all was. */
export function missingSource(program: ts.Program, tree: ts.SourceFile, code: CapturedCode): string | null {
  for (const file of sourcesOf(program, tree)) {
    const [error] = program.getSyntacticDiagnostics(file)
    if (error)
      return `${file.fileName} has a syntax error: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`
    const unread = importsOf(file).find((name) => isUserCode(name) && !resolved(program, name, file))
    if (unread !== undefined) return `${unread}, imported by ${file.fileName}, cannot be read`
  }
  const [declaration] = code.withoutSource
  return declaration ? `${declaration} has declarations only; what they stand for was not read` : null
}

/** The user's files that `tree` imports, and it itself. */
function sourcesOf(program: ts.Program, tree: ts.SourceFile): ReadonlySet<ts.SourceFile> {
  const found = new Set([tree])
  for (const file of found) {
    for (const name of importsOf(file)) {
      const path = resolved(program, name, file)
      const imported = path && program.getSourceFile(path)
      if (imported && isUserSource(imported) && !program.isSourceFileFromExternalLibrary(imported))
        found.add(imported)
    }
  }
  return found
}

const importsOf = ({ text }: ts.SourceFile): string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)

/** An import that may lead to the user's code: not data, not Node, not a library whose effect on tensors is known. */
function isUserCode(name: string): boolean {
  return !isBuiltin(name) && !/^@(tensorflow|tsfx)\/|\.(json|css|wasm|npy|safetensors)$/.test(name)
}

function resolved(program: ts.Program, name: string, file: ts.SourceFile): string | undefined {
  return ts.resolveModuleName(name, file.fileName, program.getCompilerOptions(), ts.sys).resolvedModule
    ?.resolvedFileName
}
