/** @file Which exports of a file are models: what has a `forward`, or makes something that has. */
import ts from 'typescript'
import { madeType } from './capturedCode.ts'
import { exportedSymbols } from './exportedSymbols.ts'

/**
 * The names of a file's exports that are models: classes that are not abstract, objects, and functions without
 * parameters that give one. A function of tensors may as well prepare or show data, so it is a model only when it is named.
 */
export function exportedModels(checker: ts.TypeChecker, tree: ts.SourceFile): string[] {
  return [...exportedSymbols(checker, tree)]
    .filter(([, symbol]) => isModel(checker, resolved(checker, symbol)))
    .map(([name]) => name)
}

function isModel(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const declared = symbol.valueDeclaration
  if (!declared || ts.isInterfaceDeclaration(declared)) return false
  const type = checker.getTypeOfSymbol(symbol)
  const [construct] = type.getConstructSignatures()
  if (construct) return !isAbstract(type) && hasForward(construct.getReturnType())
  if (hasForward(type)) return true
  return type
    .getCallSignatures()
    .some((signature) => signature.parameters.length === 0 && hasForward(madeType(checker, signature)))
}

function isAbstract({ symbol }: ts.Type): boolean {
  const declared = symbol?.valueDeclaration
  return declared !== undefined && (ts.getCombinedModifierFlags(declared) & ts.ModifierFlags.Abstract) !== 0
}

function hasForward(type: ts.Type): boolean {
  const forward = type.getProperty('forward')
  return forward?.valueDeclaration !== undefined
}

function resolved(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}
