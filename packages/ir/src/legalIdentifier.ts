/** @file Turns any text into an identifier that is legal in generated TypeScript. */

const RESERVED = new Set(
  (
    'arguments as async await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for from function get if implements import in instanceof interface let new null of package ' +
    'private protected public return set static super switch this throw true try typeof undefined var void while with ' +
    'yield NaN Infinity globalThis __proto__ tf q'
  ).split(' '),
)

const PLAIN = /^[A-Za-z_$][A-Za-z0-9_$]*$/

/** `conv2d.weight` -> `conv2d_weight`; `q.conv2d` -> `conv2d`; reserved words get a trailing underscore. */
export function legalIdentifier(text: string): string {
  const plain = PLAIN.test(text) ? text : madePlain(text)
  if (plain === '' || plain === '_') return 'value'
  return RESERVED.has(plain) ? `${plain}_` : plain
}

const madePlain = (text: string): string =>
  text
    .replace(/^(q|tf)\./, '')
    .replace(/[^A-Za-z0-9_$]+/g, '_')
    .replace(/^(?=\d)/, '_')
