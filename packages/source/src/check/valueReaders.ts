/** Methods of a tensor that read its values; printing one does. */
export const VALUE_READERS: ReadonlySet<string> = new Set([
  'array',
  'arraySync',
  'buffer',
  'bufferSync',
  'bytes',
  'data',
  'dataSync',
  'dataToGPU',
  'print',
  'toString',
])
