import type { FxNode } from '@tsfx/ir'

/** Says whether a node computes: an op, or an opaque module. */
export const isCall = ({ kind }: FxNode): boolean => kind === 'call_function' || kind === 'call_module'
