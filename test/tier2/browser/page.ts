/** @file The script of the page: sends what it traced, or why it could not, to the server that it came from. */
import { traced } from './traced.ts'

const report = await traced().catch((error: unknown) => ({
  error: error instanceof Error ? `${error.stack}` : `${error}`,
}))
await fetch('/report', { method: 'POST', body: JSON.stringify(report) })
