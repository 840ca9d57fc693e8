/** @file The graphs that are open: one page for each drawing, drawn anew when its model was traced again. */
import { randomBytes } from 'node:crypto'
import type { GeneratedDocument, ModelState } from '@tsfx/lsp/protocol'
import { type Disposable, Uri, ViewColumn, type WebviewPanel, window } from 'vscode'
import type { LanguageClient, Location } from 'vscode-languageclient/node'
import { graphNodesOf, textOf } from '../requests.ts'
import { showPlace } from '../showPlace.ts'
import { isRevealMessage } from './graphMessage.ts'
import { graphPage } from './graphPage.ts'
import { safeSvg } from './safeSvg.ts'

interface OpenGraph {
  readonly panel: WebviewPanel
  readonly drawing: GeneratedDocument
  readonly model: ModelState['model']
  readonly client: LanguageClient
  /** Where the user wrote each node of the drawing. */
  places: ReadonlyMap<string, Location>
  isStale: boolean
}

export class GraphPanels implements Disposable {
  /** Folder of the extension's own files, the only ones that a page may load. */
  readonly #files: Uri
  readonly #open = new Map<string, OpenGraph>()

  constructor(extension: Uri) {
    this.#files = Uri.joinPath(extension, 'dist')
  }

  /** Shows a drawing; one that is open comes to the front. */
  async show(client: LanguageClient, model: ModelState['model'], drawing: GeneratedDocument): Promise<void> {
    const open = this.#open.get(drawing.uri)
    if (open) open.panel.reveal()
    const graph = open?.client === client ? open : this.#create(client, model, drawing, open?.panel)
    graph.isStale = false
    await this.#draw(graph)
  }

  /** Draws anew what a model's state is about: after a trace, or to say that the source changed since. */
  async follow({ model, state, isStale }: ModelState): Promise<void> {
    const graphs = [...this.#open.values()].filter(
      (graph) => graph.model.uri === model.uri && graph.model.exportName === model.exportName,
    )
    for (const graph of graphs) {
      const isNew = state === 'traced' || state === 'quantized'
      if (!isNew || (isStale && graph.isStale)) continue
      graph.isStale = isStale
      await this.#draw(graph)
    }
  }

  dispose(): void {
    for (const { panel } of this.#open.values()) panel.dispose()
  }

  #create(
    client: LanguageClient,
    model: ModelState['model'],
    drawing: GeneratedDocument,
    reused: WebviewPanel | undefined,
  ): OpenGraph {
    const panel = reused ?? this.#createPanel(drawing)
    const graph: OpenGraph = { panel, drawing, model, client, places: new Map(), isStale: false }
    this.#open.set(drawing.uri, graph)
    return graph
  }

  #createPanel({ uri, title }: GeneratedDocument): WebviewPanel {
    const panel = window.createWebviewPanel(
      'tsfx.graph',
      title,
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      {
        enableScripts: true,
        enableCommandUris: false,
        enableForms: false,
        localResourceRoots: [this.#files],
      },
    )
    panel.onDidDispose(() => this.#open.delete(uri))
    panel.webview.onDidReceiveMessage((message: unknown) => this.#reveal(uri, message))
    return panel
  }

  async #draw(graph: OpenGraph): Promise<void> {
    const { client, drawing, panel } = graph
    const [text, nodes] = await Promise.all([textOf(client, drawing.uri), graphNodesOf(client, drawing.uri)])
    const safe = safeSvg(text)
    graph.places = new Map(
      nodes.flatMap(({ node, location }) => (location && safe?.nodes.has(node) ? [[node, location]] : [])),
    )
    panel.webview.html = graphPage({
      title: drawing.title,
      notice: noticeOf(safe !== null, graph.isStale),
      svg: safe?.svg ?? '',
      script: panel.webview.asWebviewUri(Uri.joinPath(this.#files, 'page.js')).toString(),
      nonce: randomBytes(16).toString('hex'),
    })
  }

  async #reveal(uri: string, message: unknown): Promise<void> {
    const graph = this.#open.get(uri)
    const place = graph && isRevealMessage(message) ? graph.places.get(message.node) : undefined
    if (graph && place) await showPlace(graph.client, place)
  }
}

function noticeOf(isDrawing: boolean, isStale: boolean): string | null {
  if (!isDrawing) return 'The drawing could not be read.'
  return isStale ? 'The source changed since this was drawn.' : null
}
