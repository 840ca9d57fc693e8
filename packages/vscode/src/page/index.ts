/**
 * @file The script of a graph's page: zoom, and telling the extension which node was chosen. It is bundled by itself and runs
 * in the page, where there is nothing of Node or of the extension.
 */
import type { RevealMessage } from '../graph/graphMessage.ts'

interface EditorApi {
  readonly postMessage: (message: RevealMessage) => void
  readonly getState: () => unknown
  readonly setState: (state: { readonly scale: number }) => void
}

declare const acquireVsCodeApi: () => EditorApi

const LEAST = 0.05
const MOST = 8
const STEP = 1.2
/** Between the text of a node and its border, on both sides. */
const MARGIN = 8
/** Of CSS in a point, in which Graphviz measures. */
const PIXELS = 96 / 72

const api = acquireVsCodeApi()
const svg = document.querySelector('svg')
const width = (svg?.viewBox.baseVal.width ?? 0) * PIXELS
let scale = keptScale()

function keptScale(): number {
  const state = api.getState()
  const kept = typeof state === 'object' && state !== null && 'scale' in state ? state.scale : null
  return typeof kept === 'number' ? kept : Math.min(1, window.innerWidth / Math.max(width, 1))
}

function zoom(to: number): void {
  scale = Math.min(MOST, Math.max(LEAST, to))
  if (svg) {
    svg.style.width = `${width * scale}px`
    svg.style.height = 'auto'
  }
  api.setState({ scale })
}

const TARGETS: Readonly<Record<string, () => number>> = {
  out: () => scale / STEP,
  in: () => scale * STEP,
  fit: () => window.innerWidth / Math.max(width, 1),
  full: () => 1,
}

/** Narrows text that the fonts of this machine make wider than Graphviz took it for. */
function fitTexts(): void {
  for (const node of document.querySelectorAll<SVGGElement>('.node')) {
    const shape = node.querySelector<SVGGraphicsElement>('path, polygon, ellipse')
    const most = (shape?.getBBox().width ?? 0) - MARGIN
    for (const text of node.querySelectorAll('text')) {
      if (most <= 0 || text.getComputedTextLength() <= most) continue
      text.setAttribute('textLength', String(most))
      text.setAttribute('lengthAdjust', 'spacingAndGlyphs')
    }
  }
}

function reveal(target: EventTarget | null): boolean {
  const node = target instanceof Element ? target.closest('[data-node]')?.getAttribute('data-node') : null
  if (typeof node !== 'string') return false
  api.postMessage({ kind: 'reveal', node })
  return true
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-zoom]')?.getAttribute('data-zoom') : null
  const to = button ? TARGETS[button] : undefined
  if (to) zoom(to())
  else reveal(target)
})
document.addEventListener('keydown', (event) => {
  if ((event.key === 'Enter' || event.key === ' ') && reveal(event.target)) event.preventDefault()
})
document.addEventListener(
  'wheel',
  (event) => {
    if (!event.ctrlKey) return
    event.preventDefault()
    zoom(event.deltaY > 0 ? scale / STEP : scale * STEP)
  },
  { passive: false },
)
zoom(scale)
fitTexts()
