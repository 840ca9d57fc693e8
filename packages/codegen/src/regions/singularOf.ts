/** `block` for `blocks`, `branch` for `branches`; null for what is no plural. */
export const singularOf = (list: string): string | null =>
  /[^s\d]s$/.test(list) ? list.replace(/(?<=[sxz]|[cs]h)es$|s$/, '') : null
