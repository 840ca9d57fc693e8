/** @file The rank of an argument of a captured call. */

/** The number of axes of a tensor. */
export const rankOf = (tensor: unknown): number =>
  (tensor as { readonly shape: readonly number[] }).shape.length
