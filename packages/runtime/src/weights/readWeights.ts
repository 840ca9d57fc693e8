/**
 * @file Reads the weight file from bytes, a `file:` URL (Node) or any other URL (fetch), without a static import of
 * a platform module.
 */
import { unreadableWeights } from '../diagnostics.generated.ts'

/** A URL object; structural, because the es2023 library has none. */
export interface UrlLike {
  readonly href: string
}

interface Response {
  readonly ok: boolean
  readonly status: number
  arrayBuffer(): Promise<ArrayBuffer>
}
interface Platform {
  readonly fetch?: (href: string) => Promise<Response>
  readonly process?: { getBuiltinModule?(name: 'node:fs'): { readFileSync(url: UrlLike): Uint8Array } }
}

/** @throws TSFX6023 when the file cannot be read */
export async function readWeights(source: UrlLike | Uint8Array): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source
  const { fetch, process } = globalThis as Platform
  try {
    const fs = source.href.startsWith('file:') ? process?.getBuiltinModule?.('node:fs') : undefined
    if (fs) return fs.readFileSync(source)
    const response = await fetch!(source.href)
    if (!response.ok) throw new TypeError(`status ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    throw unreadableWeights({
      url: source.href,
      reason: cause instanceof Error ? cause.message : String(cause),
    })
  }
}
