/** @file The end of a command that goes on until its user ends it: `q`, Ctrl-C, or a signal of the system. */
import type { ReadStream } from 'node:tty'

export interface StopSignal {
  readonly signal: AbortSignal
  /** Gives the terminal and the signals back. */
  close(): void
}

const CONTROL_C = '\u0003'

/** Listens to `input`, or to signals alone. A pipe that ends does not end the command: it may have had nothing to say. */
export function stopSignal(input: (NodeJS.ReadStream & Partial<ReadStream>) | null): StopSignal {
  const controller = new AbortController()
  const stop = () => controller.abort()
  const onData = (data: Buffer | string) => {
    if (/^q\s*$/im.test(String(data)) || String(data).includes(CONTROL_C)) stop()
  }
  for (const signal of SIGNALS) process.once(signal, stop)
  if (input) {
    if (input.isTTY) input.setRawMode?.(true)
    input.on('data', onData)
    input.resume()
  }
  return {
    signal: controller.signal,
    close() {
      for (const signal of SIGNALS) process.off(signal, stop)
      if (!input) return
      input.off('data', onData)
      if (input.isTTY) input.setRawMode?.(false)
      input.pause()
      // A pipe keeps the process as long as its other end is open.
      if (!input.isTTY) input.unref?.()
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
