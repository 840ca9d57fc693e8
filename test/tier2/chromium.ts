/** @file A page in headless Chromium that reports by a POST to its own server. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const chromium = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(':').map((folder) => join(folder, name)))
  .find(existsSync)

/** Milliseconds after which a page that sent nothing did not load. */
const PATIENCE = 120_000

/** Opens a page of `answer`'s in Chromium and waits for its report. */
export async function reportOf(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<unknown> {
  let resolve: (report: string) => void
  const report = new Promise<string>((done, fail) => {
    resolve = done
    setTimeout(() => fail(new Error('the page sent no report')), PATIENCE).unref()
  })
  const server = createServer((request, response) => {
    if (request.method !== 'POST') return answer(request, response)
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      response.end()
      resolve(Buffer.concat(parts).toString())
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const profile = mkdtempSync(join(tmpdir(), 'tsfx-chromium-'))
  const browser = spawn(
    chromium!,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      `--user-data-dir=${profile}`,
      `http://127.0.0.1:${port}/`,
    ],
    { stdio: 'ignore' },
  )
  try {
    return JSON.parse(await report)
  } finally {
    const ended = once(browser, 'exit')
    browser.kill()
    await ended
    server.closeAllConnections()
    server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}
