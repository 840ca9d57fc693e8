/** @file Puts values where assignments, declarations and parameters put them; patterns take them apart. */
import ts from 'typescript'
import { withoutAssertions } from './tensorTypes.ts'
import { VALUE_READERS } from './valueReaders.ts'
import { isContainer, TENSOR, type ValueStore, type Values } from './valueStore.ts'

export type MemberExpression = ts.PropertyAccessExpression | ts.ElementAccessExpression

export class Assignments {
  readonly #checker: ts.TypeChecker
  readonly #store: ValueStore
  readonly #lose: (node: ts.Node, action: string) => void

  /** @param lose is told where a tensor goes that cannot be followed. */
  constructor(checker: ts.TypeChecker, store: ValueStore, lose: (node: ts.Node, action: string) => void) {
    this.#checker = checker
    this.#store = store
    this.#lose = lose
  }

  /** `target = values` */
  assign(target: ts.Expression, values: Values): void {
    const store = this.#store
    if (ts.isIdentifier(target)) this.#addTo(namedSymbol(this.#checker, target), values)
    else if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target))
      this.#assignMember(target, values)
    else if (ts.isArrayLiteralExpression(target)) {
      target.elements.forEach((element, index) => {
        if (ts.isSpreadElement(element)) this.assign(element.expression, values)
        else this.assign(element, store.parts(values, `${index}`))
      })
    } else if (ts.isObjectLiteralExpression(target)) {
      for (const property of target.properties) {
        if (ts.isShorthandPropertyAssignment(property)) {
          const symbol = this.#checker.getShorthandAssignmentValueSymbol(property)
          this.#addTo(symbol, store.parts(values, property.name.text))
        } else if (ts.isPropertyAssignment(property))
          this.assign(property.initializer, store.parts(values, nameOf(property.name)))
      }
    } else if (withoutAssertions(target) !== target) this.assign(withoutAssertions(target), values)
  }

  #assignMember(target: MemberExpression, values: Values): void {
    const isNamed = ts.isPropertyAccessExpression(target)
    const name = isNamed ? target.name.text : nameOf(target.argumentExpression)
    const holders = this.#store.of(target.expression)
    const symbol = this.#checker.getSymbolAtLocation(isNamed ? target.name : target)
    this.#addTo(symbol, values)
    for (const holder of holders) if (isContainer(holder)) this.#store.put(holder, name, values)
    if (symbol || [...holders].some(isContainer)) return
    if (name !== null) this.#store.add(`.${name}`, values)
    else if (values.has(TENSOR))
      this.#lose(target, `a tensor is put into \`${target.getText()}\`, which is not known`)
  }

  /** `const name = values`, or a parameter that is given them. */
  bind(name: ts.BindingName, values: Values): void {
    if (ts.isIdentifier(name)) this.#addTo(this.#checker.getSymbolAtLocation(name), values)
    else
      name.elements.forEach((element, index) => {
        if (ts.isOmittedExpression(element)) return
        const key = ts.isArrayBindingPattern(name) ? `${index}` : nameOf(element.propertyName ?? element.name)
        // Here the tensor has no name of its own that the rule for reads could ask about.
        if (ts.isParameter(name.parent) && values.has(TENSOR) && key !== null && VALUE_READERS.has(key))
          this.#lose(element, `\`${key}\` is taken out of a tensor`)
        this.bind(element.name, element.dotDotDotToken ? values : this.#store.parts(values, key))
      })
  }

  #addTo(symbol: ts.Symbol | undefined, values: Values): void {
    if (symbol) this.#store.add(symbol, values)
  }
}

/** The declaration that a name stands for, past imports and shorthands. */
export function namedSymbol(checker: ts.TypeChecker, name: ts.Identifier): ts.Symbol | undefined {
  const symbol = ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name)
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** The name that a property or index is known by; null where it is computed. */
export function nameOf(node: ts.Node): string | null {
  if (ts.isComputedPropertyName(node)) return nameOf(node.expression)
  const isComputed = ts.isElementAccessExpression(node.parent) || ts.isComputedPropertyName(node.parent)
  const isName = ts.isIdentifier(node) && !isComputed
  return isName || ts.isStringLiteralLike(node) || ts.isNumericLiteral(node) ? node.text : null
}
