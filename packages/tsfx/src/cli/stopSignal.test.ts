import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { stopSignal } from './stopSignal.ts'

/** A terminal, and the modes that it was set to. */
function terminal() {
  const modes: boolean[] = []
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (mode: boolean) => modes.push(mode),
  })
  return { input: input as unknown as NodeJS.ReadStream & PassThrough, modes }
}

const stopped = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', resolve))

describe('stopSignal', () => {
  it.each(['q', 'Q', '\u0003'])('ends at %j on a terminal, and gives it back', async (key) => {
    const { input, modes } = terminal()
    const { signal, close } = stopSignal(input)
    const end = stopped(signal)
    input.write(key)
    await end
    close()
    expect(modes).toEqual([true, false])
    expect(input.listenerCount('data')).toBe(0)
  })

  it('reads on at all other keys, and at the end of a pipe', async () => {
    const input = new PassThrough()
    const { signal, close } = stopSignal(input as unknown as NodeJS.ReadStream)
    input.end('quick\n')
    await new Promise((resolve) => input.once('end', resolve))
    expect(signal.aborted).toBe(false)
    close()
  })

  it('leaves no listeners to signals behind', () => {
    const before = process.listenerCount('SIGINT')
    const { close } = stopSignal(null)
    expect(process.listenerCount('SIGINT')).toBe(before + 1)
    close()
    expect(process.listenerCount('SIGINT')).toBe(before)
  })
})
