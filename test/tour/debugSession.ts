/** @file A session of `node inspect`: commands, each when the debugger asks for the next one, and what it says to them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

export interface DebugSession {
  readonly script: string
  readonly cwd: string
  readonly commands: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

const PROMPT = 'debug> '
/** Commands that let the program go on, so that the debugger has more to say. */
const MOVES = /^(cont|c|step|s|next|n|out|o)$/

/** The usual port may be another debugger's. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** What the debugger said to each command. */
export async function debugSession({ script, cwd, commands, env }: DebugSession): Promise<readonly string[]> {
  const debug = spawn(process.execPath, ['inspect', `--port=${await freePort()}`, script], { cwd, env })
  let said = ''
  let changed = (): void => {}
  for (const stream of [debug.stdout, debug.stderr])
    stream.on('data', (chunk) => {
      said += chunk
      changed()
    })
  const until = (done: (text: string) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the debugger says no more than ${said}`)), 120_000)
      changed = () => {
        if (!done(said)) return
        clearTimeout(late)
        resolve()
      }
      changed()
    })
  const answers: string[] = []
  try {
    // It stops before the first line of the program.
    await until((text) => /break on start[\s\S]*debug> $/i.test(text))
    for (const command of commands) {
      said = ''
      debug.stdin.write(`${command}\n`)
      if (command === '.exit') break
      const isMove = MOVES.test(command)
      await until((text) => (isMove ? /break in [\s\S]*\ndebug> $/.test(text) : text.endsWith(PROMPT)))
      if (process.env.TOUR_DEBUG) console.log(JSON.stringify(said))
      answers.push(said.replaceAll(PROMPT, '').replaceAll('\b', '').trimEnd())
    }
  } finally {
    debug.kill()
  }
  return answers
}
