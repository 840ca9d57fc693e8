import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { LINE_WIDTH, layOut } from './layOut.ts'

/** The statement of `code` as a synthetic one is: without its own line breaks. */
function statement(code: string): ts.Statement {
  const source = ts.createSourceFile('code.ts', code, ts.ScriptTarget.ESNext, true)
  const synthetic = <T extends ts.Node>(node: T): T =>
    ts.visitEachChild(
      ts.isStringLiteral(node)
        ? (ts.factory.createStringLiteral(node.text, true) as unknown as T)
        : ts.isNumericLiteral(node)
          ? (ts.factory.createNumericLiteral(node.text) as unknown as T)
          : ts.isIdentifier(node)
            ? (ts.factory.createIdentifier(node.text) as unknown as T)
            : node,
      synthetic,
      undefined,
    )
  return synthetic(source.statements[0]!)
}

const words = (count: number): string => Array.from({ length: count }, (_, i) => `operand${i}`).join(', ')

describe('layOut', () => {
  it('keeps on one line what fits', () => {
    expect(layOut(statement("const y = tf.conv2d(x, conv.weight, 1, 'same');"))).toBe(
      "const y = tf.conv2d(x, conv.weight, 1, 'same');",
    )
  })

  it('puts each argument on its line where the call is too long', () => {
    expect(
      layOut(statement(`const y = tf.call(${words(12)});`), '    ')
        .split('\n')
        .slice(0, 3),
    ).toEqual(['const y = tf.call(', '      operand0,', '      operand1,'])
  })

  it('keeps the only object on the line of the call', () => {
    const text = layOut(
      statement(
        `const y = q.conv2d(x, conv, { pad: 'same', output: { scale: 0.1, zeroPoint: 3 }, names: [${words(8)}] });`,
      ),
    )
    expect(text.split('\n')[0]).toBe('const y = q.conv2d(x, conv, {')
    expect(text).toContain("\n  pad: 'same', output: { scale: 0.1, zeroPoint: 3 },\n  names: [")
    expect(text.split('\n').at(-1)).toBe('});')
  })

  it('keeps a list before that object whole', () => {
    const text = layOut(statement(`const both = q.concat([left, right], { axis: 3, names: [${words(9)}] });`))
    expect(text.split('\n')[0]).toBe('const both = q.concat([left, right], {')
  })

  it('fills lines with numbers', () => {
    const text = layOut(
      statement(`const y = tf.tensor1d([${Array.from({ length: 60 }, (_, i) => i * 1000).join(', ')}]);`),
    )
    expect(text.split('\n').length).toBeLessThan(10)
  })

  it('stays within 100 columns and says the same', () => {
    for (let count = 1; count < 40; count++) {
      const code = `return tf.concat([${words(count)}], { axis: [${words(count)}], deep: { list: [${words(count)}] } });`
      const text = layOut(statement(code), '    ')
      for (const [i, line] of text.split('\n').entries())
        expect(line.length + (i === 0 ? 4 : 0)).toBeLessThanOrEqual(LINE_WIDTH)
      expect(text.replace(/,?\s+(?=[\]})])/g, '').replace(/\s+/g, '')).toBe(code.replace(/\s+/g, ''))
    }
  })
})
