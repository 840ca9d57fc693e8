/**
 * @file The encoder of the transformer (Vaswani et al. 2017, sections 3.1 to 3.3) with the GELU of BERT (Devlin et al. 2018): each
 * layer attends to all tokens and then changes each token by itself; both add to what came in.
 */
import * as tf from '@tensorflow/tfjs-core'
import { LayerNorm, Linear, Module, ModuleList } from '@tsfx/nn'

export interface TransformerEncoderOptions {
  /** Features of a token; 768 by default, as in BERT-base. */
  readonly features?: number
  /** Heads of attention, a divisor of `features`; 12 by default. */
  readonly heads?: number
  /** Features between the two layers of the feed-forward part; 4 times `features` by default. */
  readonly hidden?: number
  /** Layers; 12 by default. */
  readonly depth?: number
}

/** `x * P(X <= x)` for a normal X (Hendrycks & Gimpel 2016), exact by way of the error function. */
function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const probability = tf.mul(tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1), 0.5)
  return tf.mul(x, probability)
}

/** Tokens as rows, as a linear layer takes them: `[N, T, features] -> [N * T, features]`. */
function toRows(tokens: tf.Tensor3D): tf.Tensor2D {
  const [batch, length, features] = tokens.shape
  return tf.reshape(tokens, [batch * length, features])
}

/** Scaled dot-product attention, in several heads side by side (section 3.2). */
class MultiHeadAttention extends Module {
  readonly heads: number
  query: Linear
  key: Linear
  value: Linear
  out: Linear

  constructor(features: number, heads: number) {
    super()
    const project = (): Linear => new Linear({ inFeatures: features, outFeatures: features })
    this.heads = heads
    this.query = project()
    this.key = project()
    this.value = project()
    this.out = project()
  }

  /** `[N, T, features] -> [N, T, features]` */
  override forward(tokens: tf.Tensor3D): tf.Tensor3D {
    const [batch, length, features] = tokens.shape
    const rows = toRows(tokens)
    const size = features / this.heads
    const splitHeads = (projected: tf.Tensor2D): tf.Tensor4D => {
      // [N * T, features] -> [N, heads, T, size]
      const parts = tf.reshape<tf.Rank.R4>(projected, [batch, length, this.heads, size])
      return tf.transpose(parts, [0, 2, 1, 3])
    }
    const query = splitHeads(this.query.forward(rows))
    const key = splitHeads(this.key.forward(rows))
    const value = splitHeads(this.value.forward(rows))

    // Without the scale, long vectors would have large products, and softmax next to no gradient.
    const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(size))
    const weights = tf.softmax(scores)
    const context = tf.matMul(weights, value)
    const merged = tf.reshape<tf.Rank.R2>(tf.transpose(context, [0, 2, 1, 3]), [batch * length, features])
    const mixed = this.out.forward(merged)
    return tf.reshape(mixed, [batch, length, features])
  }
}

/** One layer: attention, then two linear layers for each token (section 3.1; norms after the sums, as in the paper). */
export class TransformerEncoderLayer extends Module {
  attention: MultiHeadAttention
  attentionNorm: LayerNorm
  expand: Linear
  contract: Linear
  outputNorm: LayerNorm

  constructor(features: number, heads: number, hidden: number) {
    super()
    this.attention = new MultiHeadAttention(features, heads)
    this.attentionNorm = new LayerNorm({ features })
    this.expand = new Linear({ inFeatures: features, outFeatures: hidden })
    this.contract = new Linear({ inFeatures: hidden, outFeatures: features })
    this.outputNorm = new LayerNorm({ features })
  }

  /** `[N, T, features] -> [N, T, features]` */
  override forward(tokens: tf.Tensor3D): tf.Tensor3D {
    const attended = this.attention.forward(tokens)
    const related: tf.Tensor3D = this.attentionNorm.forward(tf.add(tokens, attended))

    // Each token by itself, so batch and length are one dimension here.
    const rows = toRows(related)
    const activated = gelu(this.expand.forward(rows))
    const changed = this.contract.forward(activated)
    return this.outputNorm.forward(tf.add(related, tf.reshape(changed, related.shape)))
  }
}

export class TransformerEncoder extends Module {
  layers = new ModuleList<TransformerEncoderLayer>()

  constructor({ features = 768, heads = 12, hidden, depth = 12 }: TransformerEncoderOptions = {}) {
    super()
    for (let i = 0; i < depth; i++) {
      this.layers.push(new TransformerEncoderLayer(features, heads, hidden ?? 4 * features))
    }
  }

  /** `[N, T, features] -> [N, T, features]`; any batch `N` and any number of tokens `T`. */
  override forward(tokens: tf.Tensor3D): tf.Tensor3D {
    let encoded = tokens
    for (const layer of this.layers) encoded = layer.forward(encoded)
    return encoded
  }
}
