/**
 * @file The functions of tfjs whose declared result has the rank of their first operand, so that TypeScript infers it.
 * The result of any other call is `tf.Tensor`, which the next convolution would refuse; it gets an assertion.
 */
const KEEPS_RANK: ReadonlySet<string> = new Set(
  (
    'abs acos acosh asin asinh atan atanh avgPool avgPool3d batchNorm batchToSpaceND cast ceil clipByValue clone complex concat ' +
    'conv2d conv2dTranspose conv3d conv3dTranspose cos cosh depthwiseConv2d dilation2d elu erf exp expm1 floor fused.conv2d ' +
    'fused.depthwiseConv2d imag image.resizeBilinear image.resizeNearestNeighbor isFinite isInf isNaN leakyRelu linalg.bandPart ' +
    'localResponseNormalization log log1p logSigmoid logSoftmax logicalNot maxPool maxPool3d mirrorPad neg onesLike pad pool real ' +
    'reciprocal relu relu6 reverse round rsqrt selu sigmoid sign sin sinh softmax softplus spaceToBatchND sqrt square step tan ' +
    'tanh tile transpose zerosLike'
  )
    .split(' ')
    .map((name) => `tf.${name}`),
)

/** Says whether TypeScript infers the rank of the result of `callee`. */
export const keepsRank = (callee: string): boolean => KEEPS_RANK.has(callee)
