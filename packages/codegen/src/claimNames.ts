import { legalIdentifier } from '@tsfx/ir'

/** Makes identifiers of wanted names; the second `x` is `x_1`. What is claimed is added to `taken`. */
export const claimNames =
  (taken: Set<string>) =>
  (wanted: string): string => {
    const base = legalIdentifier(wanted)
    let name = base
    for (let i = 1; taken.has(name); i++) name = `${base}_${i}`
    taken.add(name)
    return name
  }
