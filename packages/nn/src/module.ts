/**
 * @file The base class of every model: parameters are `tf.Variable` fields, submodules are `Module` fields,
 * and both are found by walking a module's own enumerable fields. The names and meanings are torch.nn's.
 *
 * Fields named `#name` cannot be seen from outside the class, so variables and modules must not live there.
 */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs, traceMode } from '@tsfx/ops'
import { ambiguousPath } from './diagnostics.generated.ts'
import { applyState, type LoadStateOptions, readState, type StateDict } from './stateDict.ts'

export abstract class Module {
  private isTraining = true

  /** True while training, as in torch; `trace` looks at the model in evaluation mode, wherever forward finds it. */
  get training(): boolean {
    return traceMode() ?? this.isTraining
  }
  set training(training: boolean) {
    this.isTraining = training
  }

  /** Computes the outputs. Call it as `this.conv.forward(x)`. */
  abstract forward(...inputs: never[]): unknown

  /** What is searched for modules and variables; containers add their items here. */
  protected fields(): Iterable<readonly [string | number, unknown]> {
    return Object.entries(this)
  }

  /** The modules directly below this one, by path (`conv`, `blocks.0`). */
  children(): Map<string, Module> {
    const found = new Map<string, Module>()
    for (const [path, value] of walk(this.fields(), '')) if (value instanceof Module) found.set(path, value)
    return found
  }

  /** This module (path `''`) and all below it, each once under its first path, outer before inner. */
  namedModules(): Map<string, Module> {
    const paths = new Map<Module, string>()
    const visit = (module: Module, path: string): void => {
      if (paths.has(module)) return
      paths.set(module, path)
      for (const [name, child] of module.children()) visit(child, join(path, name))
    }
    visit(this, '')
    return new Map([...paths].map(([module, path]) => [path, module]))
  }

  /** What an optimizer trains: the trainable variables, by path (`features.0.conv.weight`). */
  namedParameters(): Map<string, tf.Variable> {
    return new Map([...this.namedVariables()].filter(([, variable]) => variable.trainable))
  }

  /** State that is not trained, such as running statistics: the other variables, by path. */
  namedBuffers(): Map<string, tf.Variable> {
    return new Map([...this.namedVariables()].filter(([, variable]) => !variable.trainable))
  }

  /** Parameters and buffers together, each variable once under its first path. */
  namedVariables(): Map<string, tf.Variable> {
    const paths = new Map<tf.Variable, string>()
    for (const [modulePath, module] of this.namedModules()) {
      for (const [name, value] of walk(module.fields(), '')) {
        if (!(value instanceof Module) && !paths.has(value)) paths.set(value, join(modulePath, name))
      }
    }
    return new Map([...paths].map(([variable, path]) => [path, variable]))
  }

  /** Puts this module and all below it into training mode, or with `false` into evaluation mode. */
  train(mode = true): this {
    for (const module of this.namedModules().values()) module.training = mode
    return this
  }

  /** Puts this module and all below it into evaluation mode: what is traced, exported and measured. */
  eval(): this {
    return this.train(false)
  }

  /** Copies every parameter and buffer out of TensorFlow.js. */
  stateDict(): StateDict {
    return readState(this.namedVariables())
  }

  /**
   * Assigns every parameter and buffer from `state`, or nothing at all when it does not fit.
   * @throws TSFX0801 for missing or unexpected keys (unless `strict` is false), TSFX0802 for a wrong shape or dtype.
   */
  loadStateDict(state: StateDict, options: LoadStateOptions = {}): void {
    applyState(this.constructor.name, this.namedVariables(), state, options)
  }

  /** Frees every variable; the module cannot be used afterwards. */
  dispose(): void {
    for (const variable of this.namedVariables().values()) variable.dispose()
  }
}

type Fields = Iterable<readonly [string | number, unknown]>

/**
 * The modules and variables among `fields`, and in arrays, Maps and plain objects among them.
 * @throws TSFX0804 when a name would make two paths look alike.
 */
function* walk(fields: Fields, prefix: string): Generator<[string, Module | tf.Variable]> {
  for (const [name, value] of fields) {
    if (typeof value !== 'object' || value === null) continue
    const path = join(prefix, String(name))
    if (value instanceof Module || value instanceof boundTfjs().Variable) {
      if (name === '' || String(name).includes('.'))
        throw ambiguousPath({ name: String(name), within: prefix || 'the module' })
      yield [path, value]
    } else if (Array.isArray(value) || value instanceof Map) yield* walk(value.entries(), path)
    else if (Object.getPrototypeOf(value) === Object.prototype) yield* walk(Object.entries(value), path)
  }
}

const join = (prefix: string, name: string): string => (prefix ? `${prefix}.${name}` : name)
