/** `DigitsNet` -> `digits-net`: the stem of the files that commands and editors write for a model. */
export const fileStem = (exportName: string): string =>
  exportName
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase() || 'model'
