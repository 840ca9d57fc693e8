/**
 * @file The page of a graph. Its policy lets nothing run but our own script, by a nonce of its own, and loads nothing; the
 * drawing in it was written anew by `safeSvg`, and all other text is escaped.
 */
import { escapeHtml } from './escapeHtml.ts'

export interface GraphPage {
  readonly title: string
  /** Said above the drawing, when the drawing is not what the source says now. */
  readonly notice: string | null
  /** From `safeSvg`. */
  readonly svg: string
  /** Address of the page's script. */
  readonly script: string
  readonly nonce: string
}

const STYLE = `
body { margin: 0; background: var(--vscode-editor-background); color: var(--vscode-editor-foreground); }
header { position: sticky; top: 0; left: 0; display: flex; gap: 4px; align-items: center; padding: 4px 8px;
  background: var(--vscode-editor-background); }
button { border: 0; padding: 2px 8px; color: var(--vscode-button-secondaryForeground);
  background: var(--vscode-button-secondaryBackground); }
.notice { margin-left: 8px; color: var(--vscode-editorWarning-foreground); }
main { padding: 8px; overflow: auto; }
.graph > polygon { fill: transparent; stroke: transparent; }
.graph > text, .cluster > text, .edge text { fill: var(--vscode-editor-foreground); }
.cluster > polygon { fill: transparent; stroke: var(--vscode-editorIndentGuide-activeBackground, #888888); }
.edge path { stroke: var(--vscode-editor-foreground); }
.edge polygon { fill: var(--vscode-editor-foreground); stroke: var(--vscode-editor-foreground); }
.node { cursor: pointer; }
.node:focus { outline: 2px solid var(--vscode-focusBorder); }
`

/** The page as HTML. */
export const graphPage = ({ title, notice, svg, script, nonce }: GraphPage): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<header role="toolbar" aria-label="Zoom">
<button type="button" data-zoom="out" title="Smaller">−</button>
<button type="button" data-zoom="in" title="Larger">+</button>
<button type="button" data-zoom="fit" title="As wide as the window">Fit</button>
<button type="button" data-zoom="full" title="As large as it was drawn">1:1</button>
${notice === null ? '' : `<span class="notice" role="status">${escapeHtml(notice)}</span>\n`}</header>
<main>${svg}</main>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>
`
