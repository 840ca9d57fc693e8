/**
 * @file `emit`: a graph as a TypeScript module that a person can read, with JavaScript, source maps and weights. It
 * computes nothing: the same graph gives the same bytes.
 */
import type { Graph } from '@tsfx/ir'
import { sha256 } from '@tsfx/runtime'
import { badFileStem } from './diagnostics.generated.ts'
import { moduleContext } from './moduleContext.ts'
import { compile, sourceMap } from './sourceMap.ts'
import { writeWeightFile } from './weightFile.ts'
import { writeModule } from './writeModule.ts'

export interface EmitOptions {
  /** Stem of the files: `net` gives `net.fx.ts`. */
  readonly name: string
  /** Module that the code imports the runtime from. Default: `@tsfx/runtime`. */
  readonly runtime?: string | undefined
  /** Default: the name of the traced class, with `Int8` behind it for an integer graph. */
  readonly className?: string | undefined
  /** Writes the shapes of its result behind each statement. Default: false. */
  readonly annotate?: boolean | undefined
  /** The command that makes the files again, for the header. Default: the name of the command. */
  readonly regenerate?: string | undefined
  /** Whether modules that repeat become methods and loops. Default: true; false spells each layer out. */
  readonly reroll?: boolean | undefined
  /** Folder that the files will be written to; imports and source maps are relative to it. */
  readonly outDir?: string | undefined
  /**
   * Where a debugger that runs the module shows itself: in the user's model (`source`, the default), or in the `.fx.ts`
   * (`generated`), to step through what tsfx made. The map of the `.fx.ts` leads to the model in both.
   */
  readonly sourceMap?: 'source' | 'generated' | undefined
  /**
   * Gives the text of a source file, which the maps then carry: a debugger shows it where the file is not. Default: maps name
   * files only, so that the code of a model leaves the machine only when its author wants it to.
   */
  readonly sourcesContent?: ((file: string) => string | null) | undefined
}

/** Contents by file name. */
export type EmittedFiles = Readonly<Record<string, string | Uint8Array>>

/**
 * Emits `name.fx.ts`, `name.fx.js`, their maps, and `name.safetensors`. Variables of a model in training are stored
 * with their present value.
 * @throws TSFX4001, TSFX4002, TSFX4003, TSFX4004, TSFX4005, TSFX4006, TSFX4007
 */
export function emit(graph: Graph, options: EmitOptions): EmittedFiles {
  const { name } = options
  if (!/^\w[\w.-]*$/.test(name)) throw badFileStem({ name })
  const context = moduleContext(graph, options)
  const weights = writeWeightFile(graph, context.weights.all)
  const code = writeModule(context, sha256(weights))
  const { js, map } = compile(code, options)
  return {
    // Who runs the `.fx.ts` itself follows its map.
    [`${name}.fx.ts`]:
      options.sourceMap === 'generated' ? code.text : `${code.text}//# sourceMappingURL=${name}.fx.ts.map\n`,
    [`${name}.fx.ts.map`]: sourceMap(code, options),
    [`${name}.fx.js`]: `${js}//# sourceMappingURL=${name}.fx.js.map\n`,
    [`${name}.fx.js.map`]: map,
    [`${name}.safetensors`]: weights,
  }
}
