/** @file What the page of a graph and the extension say to each other. The page is not trusted: what it says is checked. */

/** The user chose a node of the drawing. */
export interface RevealMessage {
  readonly kind: 'reveal'
  /** The key of the node in the drawing. */
  readonly node: string
}

const LONGEST_KEY = 1000

/** Whether a message of the page asks for a node. */
export const isRevealMessage = (value: unknown): value is RevealMessage =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  value.kind === 'reveal' &&
  'node' in value &&
  typeof value.node === 'string' &&
  value.node.length <= LONGEST_KEY
