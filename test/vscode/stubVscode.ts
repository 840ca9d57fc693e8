/**
 * @file An editor without a window: the part of VS Code's API that the extension and its language client use, with what they
 * do to it kept for tests to look at. What is not here is not used, or a test would fail with its name.
 */
import * as types from './stubTypes.ts'

export interface StubDocument {
  readonly uri: types.Uri
  languageId: string
  readonly version: number
  readonly isClosed: boolean
  readonly text: string
  getText(): string
}

export interface StubEditor {
  readonly document: StubDocument
  readonly viewColumn: number | undefined
  readonly selection: types.Selection
}

export interface StubPanel {
  readonly title: string
  readonly options: Readonly<Record<string, unknown>>
  readonly webview: { html: string; readonly [name: string]: unknown }
  /** What the page says to the extension. */
  readonly say: (message: unknown) => void
  readonly dispose: () => void
}

export interface StubStatus {
  text: string
  tooltip: string
  isVisible: boolean
}

export interface StubOptions {
  readonly folders: readonly string[]
  readonly isTrusted?: boolean
  /** Settings by their full name. */
  readonly settings?: Readonly<Record<string, unknown>>
}

type Call = readonly [name: string, ...parameters: readonly unknown[]]
type Command = (...parameters: readonly unknown[]) => unknown
interface ContentProvider {
  readonly onDidChange: (listener: types.Listener<types.Uri>) => types.Disposable
  readonly provideTextDocumentContent: (uri: types.Uri, token: unknown) => unknown
}

/** Events of the workspace and the window that never happen here, but are listened to. */
const SILENT_EVENTS = [
  ...['onDidChangeWorkspaceFolders', 'onWillSaveTextDocument', 'onDidSaveTextDocument', 'onDidCreateFiles'],
  ...['onDidRenameFiles', 'onDidDeleteFiles', 'onWillCreateFiles', 'onWillRenameFiles', 'onWillDeleteFiles'],
  ...['onDidCloseNotebookDocument', 'onDidOpenNotebookDocument', 'onDidChangeNotebookDocument'],
  ...['onDidChangeActiveTextEditor', 'onDidChangeVisibleTextEditors', 'onDidSaveNotebookDocument'],
]

/** Makes an editor with `folders` open. */
export function stubVscode({ folders, isTrusted = true, settings = {} }: StubOptions) {
  const calls: Call[] = []
  const commands = new Map<string, Command>()
  const panels: StubPanel[] = []
  const statuses: StubStatus[] = []
  const output: string[] = []
  const documents = new Map<string, StubDocument>()
  const contents = new Map<string, ContentProvider>()
  const providers = new Map<string, unknown[]>()
  const findings = new Map<string, readonly types.Diagnostic[]>()
  const values: Record<string, unknown> = { ...settings }
  const progress: { readonly title: string; readonly steps: string[]; readonly cancel: () => void }[] = []
  const answers: (string | ((items: readonly unknown[]) => unknown))[] = []

  const opened = new types.EventEmitter<StubDocument>()
  const closed = new types.EventEmitter<StubDocument>()
  const changed = new types.EventEmitter<unknown>()
  const configured = new types.EventEmitter<{ affectsConfiguration: (name: string) => boolean }>()
  const trusted = new types.EventEmitter<void>()
  const silent = Object.fromEntries(
    SILENT_EVENTS.map((name) => [name, new types.EventEmitter<unknown>().event]),
  )
  const nothing = () => new types.Disposable(() => {})
  const provide = (kind: string) => (_: unknown, provider: unknown) => {
    providers.set(kind, [...(providers.get(kind) ?? []), provider])
    return new types.Disposable(() => {
      providers.set(
        kind,
        (providers.get(kind) ?? []).filter((one) => one !== provider),
      )
    })
  }
  const put = (uri: types.Uri, text: string, languageId: string): StubDocument => {
    const version = (documents.get(uri.toString())?.version ?? 0) + 1
    const document = { uri, text, languageId, version, isClosed: false, getText: () => text }
    documents.set(uri.toString(), document)
    return document
  }
  const openTextDocument = async (uri: types.Uri): Promise<StubDocument> => {
    const open = documents.get(uri.toString())
    if (open) return open
    const provider = contents.get(uri.scheme)
    if (!provider) throw new Error(`nothing gives the text of ${uri}`)
    const text = await provider.provideTextDocumentContent(uri, new types.CancellationTokenSource().token)
    const document = put(uri, String(text), uri.path.endsWith('.ts') ? 'typescript' : 'plaintext')
    opened.fire(document)
    return document
  }
  const say =
    (kind: string) =>
    async (message: string, ...buttons: readonly unknown[]): Promise<unknown> => {
      calls.push([kind, message, ...buttons])
      const answer = answers[0]
      if (typeof answer !== 'string' || !buttons.includes(answer)) return undefined
      answers.shift()
      return answer
    }

  const workspace = {
    ...silent,
    get isTrusted() {
      return isTrusted
    },
    workspaceFolders: folders.map((path, index) => ({ uri: types.Uri.file(path), name: path, index })),
    get textDocuments() {
      return [...documents.values()]
    },
    notebookDocuments: [],
    fs: {},
    onDidOpenTextDocument: opened.event,
    onDidCloseTextDocument: closed.event,
    onDidChangeTextDocument: changed.event,
    onDidChangeConfiguration: configured.event,
    onDidGrantWorkspaceTrust: trusted.event,
    getConfiguration: (section?: string) => ({
      get: (name: string, otherwise?: unknown) => values[section ? `${section}.${name}` : name] ?? otherwise,
    }),
    getWorkspaceFolder: () => undefined,
    createFileSystemWatcher: () => ({
      onDidCreate: nothing,
      onDidChange: nothing,
      onDidDelete: nothing,
      dispose: () => {},
    }),
    registerTextDocumentContentProvider: (scheme: string, provider: ContentProvider) => {
      contents.set(scheme, provider)
      const listening = provider.onDidChange(async (uri) => {
        const old = documents.get(uri.toString())
        if (!old) return
        const text = await provider.provideTextDocumentContent(uri, new types.CancellationTokenSource().token)
        put(uri, String(text), old.languageId)
        calls.push(['refreshed', uri.toString()])
      })
      return new types.Disposable(() => {
        contents.delete(scheme)
        listening.dispose()
      })
    },
    openTextDocument,
  }

  const window = {
    ...silent,
    activeTextEditor: undefined as StubEditor | undefined,
    visibleTextEditors: [] as StubEditor[],
    tabGroups: { all: [], onDidChangeTabs: nothing, onDidChangeTabGroups: nothing },
    createOutputChannel: (name: string) => ({
      name,
      logLevel: 2,
      onDidChangeLogLevel: nothing,
      show: () => calls.push(['showOutput']),
      dispose: () => calls.push(['dispose', 'output']),
      ...Object.fromEntries(
        ['trace', 'debug', 'info', 'warn', 'error', 'append', 'appendLine'].map((level) => [
          level,
          (line: unknown) => output.push(String(line)),
        ]),
      ),
    }),
    createStatusBarItem: () => {
      const item = {
        text: '',
        tooltip: '',
        isVisible: false,
        show: () => {
          item.isVisible = true
        },
        hide: () => {
          item.isVisible = false
        },
        dispose: () => calls.push(['dispose', 'status']),
      }
      statuses.push(item)
      return item
    },
    createWebviewPanel: (
      _: string,
      title: string,
      __: unknown,
      options: Readonly<Record<string, unknown>>,
    ) => {
      const messages = new types.EventEmitter<unknown>()
      const disposed = new types.EventEmitter<void>()
      const panel = {
        title,
        options,
        webview: {
          html: '',
          onDidReceiveMessage: messages.event,
          asWebviewUri: (uri: types.Uri) => types.Uri.parse(`https://webview.example${uri.path}`),
        },
        onDidDispose: disposed.event,
        reveal: () => calls.push(['reveal', title]),
        dispose: () => disposed.fire(),
        say: messages.fire,
      }
      panels.push(panel)
      return panel
    },
    withProgress: async (
      { title = '' }: { readonly title?: string },
      task: (
        progress: { report(step: { readonly message: string }): void },
        token: unknown,
      ) => Promise<unknown>,
    ) => {
      const source = new types.CancellationTokenSource()
      const steps: string[] = []
      const one = { title, steps, cancel: () => source.cancel() }
      progress.push(one)
      try {
        return await task({ report: ({ message }) => steps.push(message) }, source.token)
      } finally {
        progress.splice(progress.indexOf(one), 1)
      }
    },
    showInformationMessage: say('information'),
    showWarningMessage: say('warning'),
    showErrorMessage: say('error'),
    showQuickPick: async (items: readonly unknown[]) => {
      calls.push(['quickPick', ...items])
      const answer = answers.shift()
      return typeof answer === 'function' ? answer(items) : undefined
    },
    showTextDocument: async (
      target: types.Uri | StubDocument,
      options: { readonly viewColumn?: number; readonly selection?: types.Range } = {},
    ) => {
      const document = target instanceof types.Uri ? await openTextDocument(target) : target
      calls.push(['showTextDocument', document.uri.toString(), options])
      const { start, end } = options.selection ?? new types.Range(0, 0, 0, 0)
      const editor = { document, viewColumn: options.viewColumn, selection: new types.Selection(start, end) }
      window.activeTextEditor = editor
      window.visibleTextEditors.push(editor)
      return editor
    },
  }

  const languages = {
    ...Object.fromEntries(
      ['CodeLens', 'Hover', 'Definition', 'Implementation', 'CodeActions'].map((kind) => [
        `register${kind}Provider`,
        provide(kind),
      ]),
    ),
    match: (
      selector: readonly { readonly scheme?: string; readonly language?: string }[],
      document: StubDocument,
    ) =>
      [selector]
        .flat()
        .some(
          ({ scheme, language }) =>
            (scheme === undefined || scheme === document.uri.scheme) &&
            (language === undefined || language === document.languageId),
        )
        ? 10
        : 0,
    createDiagnosticCollection: () => ({
      set: (uri: types.Uri, found: readonly types.Diagnostic[]) => findings.set(uri.toString(), found),
      get: (uri: types.Uri) => findings.get(uri.toString()),
      delete: (uri: types.Uri) => findings.delete(uri.toString()),
      clear: () => findings.clear(),
      dispose: () => {},
    }),
    setTextDocumentLanguage: async (document: StubDocument, languageId: string) => {
      document.languageId = languageId
      return document
    },
  }

  const executeCommand = async (id: string, ...parameters: readonly unknown[]): Promise<unknown> => {
    const command = commands.get(id)
    if (command) return command(...parameters)
    calls.push([id, ...parameters])
    return undefined
  }

  const named: Readonly<Record<string, unknown>> = {
    ...types,
    ...Object.fromEntries(
      ['CompletionItem', 'DocumentLink', 'CodeAction', 'CallHierarchyItem', 'TypeHierarchyItem']
        .concat('SymbolInformation', 'InlayHint', 'TabInputText', 'TabInputTextDiff', 'TabInputCustom')
        .concat('TabInputNotebook')
        .map((name) => [name, class {}]),
    ),
    version: '1.139.1',
    workspace,
    window,
    languages,
    commands: {
      registerCommand: (id: string, command: Command) => {
        if (commands.has(id)) throw new Error(`command '${id}' already exists`)
        commands.set(id, command)
        return new types.Disposable(() => commands.delete(id))
      },
      executeCommand,
    },
    env: { language: 'en', appName: 'stub', openExternal: async (uri: unknown) => calls.push(['open', uri]) },
    LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
    ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
    ViewColumn: { Beside: -2, Active: -1, One: 1 },
    StatusBarAlignment: { Left: 1, Right: 2 },
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    DiagnosticTag: { Unnecessary: 1, Deprecated: 2 },
    CodeActionKind: new Proxy({}, { get: (_, name) => ({ value: String(name).toLowerCase() }) }),
    CodeActionTriggerKind: { Invoke: 1, Automatic: 2 },
    FileType: { File: 1, Directory: 2 },
    TextDocumentSaveReason: { Manual: 1, AfterDelay: 2, FocusOut: 3 },
  }
  const api = new Proxy(named, {
    get: (all, name) => {
      if (name in all || typeof name === 'symbol' || name === '__esModule' || name === 'then')
        return Reflect.get(all, name)
      throw new Error(`the stub of vscode has no ${name}`)
    },
  })

  return {
    api,
    calls,
    commands,
    panels,
    statuses,
    output,
    documents,
    providers,
    findings,
    progress,
    /** What the user will choose, in order: a button's text, or which of the items of a list. */
    answers,
    run: executeCommand,
    /** Opens a file in the active editor, with the cursor on `line`. */
    open: (path: string, text: string, line = 0): StubDocument => {
      const document = put(types.Uri.file(path), text, 'typescript')
      const selection = new types.Selection(new types.Position(line, 0), new types.Position(line, 0))
      window.activeTextEditor = { document, viewColumn: 1, selection }
      window.visibleTextEditors.push(window.activeTextEditor)
      opened.fire(document)
      return document
    },
    /** Makes an open document the active editor, with the cursor at a place. */
    focus: (uri: string, line: number, character: number): void => {
      const document = documents.get(uri)
      const at = new types.Position(line, character)
      window.activeTextEditor = document && {
        document,
        viewColumn: 2,
        selection: new types.Selection(at, at),
      }
    },
    configure: (name: string, value: unknown): void => {
      values[name] = value
      configured.fire({ affectsConfiguration: (section) => `${name}.`.startsWith(`${section}.`) })
    },
    trust: (): void => {
      isTrusted = true
      trusted.fire()
    },
  }
}

export type StubVscode = ReturnType<typeof stubVscode>
