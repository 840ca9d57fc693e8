/** `const name = value;` */
import ts from 'typescript'

export const constant = (name: string | ts.BindingName, value: ts.Expression): ts.Statement =>
  ts.factory.createVariableStatement(
    undefined,
    ts.factory.createVariableDeclarationList(
      [ts.factory.createVariableDeclaration(name, undefined, undefined, value)],
      ts.NodeFlags.Const,
    ),
  )
