/** @file The weight file of an emitted module, read and checked against the module's digest. */
import { weightDigestMismatch } from '../diagnostics.generated.ts'
import { readWeights, type UrlLike } from './readWeights.ts'
import { sha256 } from './sha256.ts'
import { WeightFile } from './weightFile.ts'

export interface WeightSource {
  readonly weights: UrlLike | Uint8Array
  /** SHA-256 of the weight file, in hex. */
  readonly digest: string
}

/**
 * The weights of a float module; `options.weights` replaces the file beside it.
 * @throws TSFX6020 when the weights are not those the module was written for; TSFX6010 and TSFX6023 when they cannot be read
 */
export async function loadWeights(
  { weights: source, digest }: WeightSource,
  { weights = source }: { readonly weights?: UrlLike | Uint8Array | undefined } = {},
): Promise<WeightFile> {
  const bytes = await readWeights(weights)
  const found = sha256(bytes)
  if (found !== digest) throw weightDigestMismatch({ expected: digest, found })
  return new WeightFile(bytes)
}
