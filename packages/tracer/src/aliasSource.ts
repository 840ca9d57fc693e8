export interface AliasOptions {
  /** The export names of `@tensorflow/tfjs-core`. */
  readonly exportNames: readonly string[]
  /** Specifier of a module that exports the capture table as `tfjs`. */
  readonly tableImport: string
}

/** The text of the module that stands in for `@tensorflow/tfjs-core`: the same named exports, taken from the capture table. */
export function aliasSource({ exportNames, tableImport }: AliasOptions): string {
  const names = exportNames.filter(
    (name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default' && name !== '__esModule',
  )
  return `import { tfjs } from ${JSON.stringify(tableImport)}\nexport const { ${names.join(', ')} } = tfjs\n`
}
