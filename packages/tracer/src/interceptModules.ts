/** @file Makes calls of submodules visible to a trace, by shadowing their call methods on each instance. */
import { CALL_METHODS, type ModuleTree } from './moduleTree.ts'

export interface ModuleCall {
  readonly module: object
  readonly path: string
  readonly args: readonly unknown[]
  readonly run: (args: readonly unknown[]) => unknown
}

type Method = (this: unknown, ...args: unknown[]) => unknown

/** Sends each call of a submodule through `enter`; the function returned gives every instance its own methods back. */
export function interceptModules(tree: ModuleTree, enter: (call: ModuleCall) => unknown): () => void {
  const undo: (() => void)[] = []
  for (const [module, path] of tree.modules) {
    for (const method of CALL_METHODS) {
      const original: unknown = Reflect.get(module, method)
      if (typeof original !== 'function' || !Object.isExtensible(module)) continue
      const own = Object.getOwnPropertyDescriptor(module, method)
      if (own && !own.configurable) continue
      // The name of this function is looked for in stacks: see callStack.ts.
      const tsfxModuleCall = (...args: unknown[]): unknown =>
        enter({ module, path, args, run: (given) => (original as Method).apply(module, [...given]) })
      Object.defineProperty(module, method, {
        value: tsfxModuleCall,
        configurable: true,
        writable: true,
        enumerable: own?.enumerable ?? false,
      })
      undo.push(() => {
        if (own) Object.defineProperty(module, method, own)
        else Reflect.deleteProperty(module, method)
      })
    }
  }
  return () => {
    for (const step of undo.reverse()) step()
  }
}
