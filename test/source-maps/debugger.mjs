/**
 * @file A debugger as an editor has one, in a worker of the process that it debugs: it knows the user's files and lines only,
 * and goes between them and the running code by the source maps that scripts name. `workerData` says where to break:
 * `{ file, line, steps }`; it steps over `steps` times at each stop and tells the parent of all stops at the end.
 */
import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { readMap, segmentAt } from './readMap.mjs'

const session = new Session()
session.connectToMainThread()
/** By the id of the script: the segments of its map, with sources as paths. */
const scripts = new Map()
const stops = []
let stepsLeft = 0

/** Before the first line of a script with a map runs. */
async function enter({ scriptId, url, sourceMapURL }) {
  const mapUrl = new URL(sourceMapURL, url)
  if (!/\.fx\.(js|ts)\.map$/.test(mapUrl.pathname)) return
  const segments = readMap(readFileSync(mapUrl, 'utf8')).map((segment) => ({
    ...segment,
    source: segment.source && fileURLToPath(new URL(segment.source, mapUrl)),
  }))
  scripts.set(scriptId, segments)
  const asked = segments.filter(
    ({ source, originalLine }) => source === workerData.file && originalLine === workerData.line,
  )
  // One breakpoint for each statement: its lines after the first lead to the same place.
  const first = asked.filter((segment) => !isSamePlace(segment, segments[segments.indexOf(segment) - 1]))
  for (const { line, column } of first)
    await session.post('Debugger.setBreakpointByUrl', { url, lineNumber: line - 1, columnNumber: column })
}

const isSamePlace = (segment, before) =>
  before?.source === segment.source &&
  before.originalLine === segment.originalLine &&
  before.originalColumn === segment.originalColumn

function stop({ callFrames: [{ location, functionName }], hitBreakpoints = [] }) {
  const segments = scripts.get(location.scriptId)
  const segment = segments && segmentAt(segments, location.lineNumber + 1, location.columnNumber)
  const by = hitBreakpoints.length > 0 ? 'breakpoint' : 'step'
  if (by === 'breakpoint') stepsLeft = workerData.steps
  // Out of the emitted code.
  else if (!segments) stepsLeft = 0
  stops.push({
    by,
    functionName,
    isEmitted: segments !== undefined,
    source: segment?.source ?? null,
    line: segment?.originalLine ?? null,
  })
}

session.on('Debugger.paused', async ({ params }) => {
  if (params.reason === 'instrumentation') {
    await enter(params.data)
    return session.post('Debugger.resume')
  }
  stop(params)
  return session.post(stepsLeft-- > 0 ? 'Debugger.stepOver' : 'Debugger.resume')
})

parentPort.on('message', () => parentPort.postMessage(stops))
await session.post('Debugger.enable')
await session.post('Debugger.setInstrumentationBreakpoint', {
  instrumentation: 'beforeScriptWithSourceMapExecution',
})
parentPort.postMessage('ready')
