/**
 * @file The functions of tfjs whose declared result has the rank of their first operand, so that TypeScript infers it.
 * The result of any other call is `tf.Tensor`, which the next convolution would refuse; it gets an assertion.
 */
const KEEPS_RANK: ReadonlySet<string> = new Set(
  (
    'avgPool batchNorm concat conv2d depthwiseConv2d fused.conv2d fused.depthwiseConv2d maxPool pad relu relu6 sigmoid ' +
    'softmax tanh transpose clone exp log sqrt rsqrt square abs neg elu selu leakyRelu'
  )
    .split(' ')
    .map((name) => `tf.${name}`),
)

/** Says whether TypeScript infers the rank of the result of `callee`. */
export const keepsRank = (callee: string): boolean => KEEPS_RANK.has(callee)
