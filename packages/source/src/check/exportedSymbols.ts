import ts from 'typescript'

/** What a module exports, by name. The exports of `export = { Net }` are the members of a value, which Node also gives as the default. */
export function exportedSymbols(
  checker: ts.TypeChecker,
  tree: ts.SourceFile,
): ReadonlyMap<string, ts.Symbol> {
  const module = checker.getSymbolAtLocation(tree)
  const own = module ? checker.getExportsOfModule(module) : []
  const whole = module?.exports?.get(ts.InternalSymbolName.ExportEquals)
  const members = whole ? checker.getTypeOfSymbol(whole).getProperties() : []
  return new Map([
    ...(whole ? [['default', whole] as const] : []),
    ...[...members, ...own].map((symbol) => [symbol.name, symbol] as const),
  ])
}
