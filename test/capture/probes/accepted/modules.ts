/** @file Models made of modules, in the ways people hold and run them. */
import * as tf from '@tensorflow/tfjs-core'
import { Linear, Module, ModuleDict, ModuleList, Sequential } from '@tsfx/nn'

class Block extends Module {
  readonly linear = new Linear({ inFeatures: 4, outFeatures: 4 })

  forward(x: tf.Tensor2D) {
    return tf.relu(this.linear.forward(x))
  }
}

export class LoopOverList extends Module {
  blocks = new ModuleList([new Block(), new Block()])

  forward(x: tf.Tensor2D) {
    let h = x
    for (const block of this.blocks) h = block.forward(h)
    return h
  }
}

export class LoopOverEntries extends Module {
  blocks = [new Block(), new Block(), new Block()]

  forward(x: tf.Tensor2D) {
    let h: tf.Tensor2D = x
    for (const [i, block] of this.blocks.entries()) {
      const y = block.forward(h)
      h = i > 0 && i < this.blocks.length - 1 ? tf.add(h, y) : y
    }
    return h
  }
}

export class ReduceOverBlocks extends Module {
  blocks = [new Block(), new Block()]

  forward(x: tf.Tensor2D) {
    return this.blocks.reduce((h, block) => block.forward(h), x)
  }
}

export class GeneratorOverBlocks extends Module {
  blocks = [new Block(), new Block()];

  *active() {
    for (const block of this.blocks) if (block.linear) yield block
  }

  forward(x: tf.Tensor2D) {
    let h = x
    for (const block of this.active()) h = block.forward(h)
    return h
  }
}

function* features(x: tf.Tensor2D, blocks: readonly Block[]) {
  let h = x
  for (const block of blocks) {
    h = block.forward(h)
    yield h
  }
}

/** A pyramid: a generator gives the output of every stage. */
export class GeneratorOfTensors extends Module {
  stages = [new Block(), new Block()]

  forward(x: tf.Tensor2D) {
    return tf.concat([...features(x, this.stages)], 1)
  }
}

export class SpreadOfModules extends Module {
  stem = [new Block()]
  head = new Sequential(new Block(), new Block())

  forward(x: tf.Tensor2D) {
    const all = [...this.stem, this.head, ...this.stem]
    let h: tf.Tensor = x
    for (const module of all) h = module.forward(h as tf.Tensor2D) as tf.Tensor
    return h
  }
}

export class Inherited extends Block {
  scale = 2

  override forward(x: tf.Tensor2D): tf.Tensor2D {
    return tf.mul(super.forward(x), this.scale)
  }
}

abstract class Template extends Module {
  linear = new Linear({ inFeatures: 4, outFeatures: 4 })

  abstract activate(x: tf.Tensor2D): tf.Tensor2D

  forward(x: tf.Tensor2D) {
    return this.activate(this.linear.forward(x) as tf.Tensor2D)
  }
}

export class TemplateMethod extends Template {
  override activate(x: tf.Tensor2D) {
    return tf.sigmoid(x)
  }
}

export class OptionalModule extends Module {
  shortcut: Block | null
  norm?: Block

  constructor(hasShortcut = true) {
    super()
    this.shortcut = hasShortcut ? new Block() : null
  }

  forward(x: tf.Tensor2D) {
    const shortcut = this.shortcut?.forward(x) ?? x
    return this.norm ? this.norm.forward(shortcut) : tf.add(x, shortcut)
  }
}

export class MapOfModules extends Module {
  branches = new Map([
    ['left', new Block()],
    ['right', new Block()],
  ])

  forward(x: tf.Tensor2D) {
    const outputs: tf.Tensor2D[] = []
    for (const [name, branch] of this.branches) {
      const y = branch.forward(x)
      outputs.push(name === 'left' ? tf.sigmoid(y) : y)
    }
    return tf.concat(outputs, 1)
  }
}

export class DictOfModules extends Module {
  heads = new ModuleDict({ boxes: new Block(), scores: new Block() })

  forward(x: tf.Tensor2D) {
    return {
      boxes: this.heads.get('boxes')!.forward(x),
      scores: tf.softmax(this.heads.get('scores')!.forward(x)),
    }
  }
}

export class StaticHelper extends Module {
  static readonly slope = 0.1
  linear = new Linear({ inFeatures: 4, outFeatures: 4 })

  static leaky(x: tf.Tensor) {
    return tf.add(tf.relu(x), tf.mul(x, StaticHelper.slope))
  }

  forward(x: tf.Tensor2D) {
    return StaticHelper.leaky(this.linear.forward(x) as tf.Tensor)
  }
}

export class Getter extends Module {
  private readonly weight = tf.variable(tf.ones([1, 4]))
  readonly factor = 3

  get scaled() {
    return this.factor > 1 ? tf.mul(this.weight, this.factor) : this.weight
  }

  forward(x: tf.Tensor2D) {
    return tf.mul(x, this.scaled)
  }
}

const ACTIVATION = Symbol('activation')

export class SymbolMember extends Module {
  linear = new Linear({ inFeatures: 4, outFeatures: 4 });

  [ACTIVATION](x: tf.Tensor) {
    return tf.relu(x)
  }

  forward(x: tf.Tensor2D) {
    return this[ACTIVATION](this.linear.forward(x) as tf.Tensor)
  }
}

export class PrivateMethod extends Module {
  linear = new Linear({ inFeatures: 4, outFeatures: 4 })
  #depth = 2

  #activate(x: tf.Tensor) {
    return this.#depth > 1 ? tf.relu(x) : x
  }

  forward(x: tf.Tensor2D) {
    return this.#activate(this.linear.forward(x) as tf.Tensor)
  }
}

export class FreeFunctionOfModule extends Module {
  blocks = [new Block(), new Block()]

  forward(x: tf.Tensor2D) {
    const [first, second] = this.blocks.map(({ forward }, i) => forward.bind(this.blocks[i]))
    return tf.add(first!(x), second!(x))
  }
}

/** A factory: what it returns is the model. */
export function factory() {
  const block = new Block()
  return { block, forward: (x: tf.Tensor2D) => tf.add(x, block.forward(x)) }
}

export const instance = new LoopOverList()
