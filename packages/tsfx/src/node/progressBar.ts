/** @file Progress of long work on standard error: a bar on a terminal, nothing in a pipe. */
import cliProgress from 'cli-progress'

export interface ProgressBar {
  advance(count: number): void
  /** Sets the number of rows done. */
  advanceTo(count: number): void
  stop(): void
}

/** A bar over `total` rows; an unknown total counts up. */
export function progressBar(label: string, total: number | null): ProgressBar {
  if (!process.stderr.isTTY) return { advance: () => {}, advanceTo: () => {}, stop: () => {} }
  const format =
    total === null
      ? `  ${label} {value} rows`
      : `  ${label} [{bar}] {value}/{total} rows, {eta_formatted} left`
  const bar = new cliProgress.SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true },
    cliProgress.Presets.legacy,
  )
  bar.start(total ?? 0, 0)
  return {
    advance: (count) => bar.increment(count),
    advanceTo: (count) => bar.update(count),
    stop: () => bar.stop(),
  }
}
