/**
 * @file Which functions run while a model's `forward` is captured.
 *
 * From `forward`, every user function that captured code mentions is captured too. What constructors and
 * factories do runs before; they are read only for the classes they instantiate, since a container of a
 * library (`new Sequential(new Block())`) calls `Block.forward` out of sight. Library code is not followed.
 */
import ts from 'typescript'

export type FunctionNode = ts.FunctionLikeDeclaration
type ClassNode = ts.ClassLikeDeclaration

export interface CapturedCode {
  readonly functions: ReadonlySet<FunctionNode>
  /** The functions that capture calls by contract: `forward` of each module, or the exported function. */
  readonly entries: ReadonlySet<FunctionNode>
  /** The entry that receives the inputs: the model's own `forward`, or the exported function. */
  readonly root: FunctionNode | null
  /** User declarations that captured code calls and whose source is not there (a `.d.ts` of the user's). */
  readonly withoutSource: ReadonlySet<string>
}

/** Collects what capture of the exported `symbol` runs; null when it is neither a function nor has a `forward`. */
export function capturedCode(program: ts.Program, symbol: ts.Symbol): CapturedCode | null {
  const walk = new CaptureWalk(program)
  return walk.start(symbol) ? walk.finish() : null
}

/** Whether the code of a file is the user's: not a library's, and not a declaration. */
export function isUserSource(tree: ts.SourceFile): boolean {
  return !tree.isDeclarationFile && !/[/\\]node_modules[/\\]/.test(tree.fileName)
}

/** What a function makes; the loader awaits a Promise of it. */
export function madeType(checker: ts.TypeChecker, signature: ts.Signature): ts.Type {
  const type = signature.getReturnType()
  return checker.getAwaitedType(type) ?? type
}

class CaptureWalk {
  readonly #program: ts.Program
  readonly #checker: ts.TypeChecker
  readonly #functions = new Set<FunctionNode>()
  readonly #entries = new Set<FunctionNode>()
  readonly #withoutSource = new Set<string>()
  readonly #classes = new Set<ClassNode>()
  /** Method symbols that captured code calls; a subclass that is instantiated may override them. */
  readonly #methods = new Set<ts.Symbol>()
  /** Methods that captured code calls on what has no type: those of every class that is instantiated. */
  readonly #methodNames = new Set<string>()
  readonly #constructed = new Set<ts.Node>()
  #root: FunctionNode | null = null

  constructor(program: ts.Program) {
    this.#program = program
    this.#checker = program.getTypeChecker()
  }

  start(exported: ts.Symbol): boolean {
    const symbol = this.#resolve(exported)
    const declarations = symbol.declarations ?? []
    const instance = this.#instanceType(symbol)
    for (const declaration of declarations) this.#construct(declaration)
    const forward = instance.getProperty('forward')
    const functions = ((forward ?? symbol).declarations ?? []).flatMap(functionsOf)
    this.#root = functions.find((node) => node.body) ?? null
    if (forward) this.#captureForward(instance)
    else for (const node of functions) this.#captureEntry(node)
    return forward !== undefined || functions.length > 0
  }

  finish(): CapturedCode {
    for (let before = -1; before !== this.#functions.size; ) {
      before = this.#functions.size
      this.#captureOverrides()
    }
    return {
      functions: this.#functions,
      entries: this.#entries,
      root: this.#root,
      withoutSource: this.#withoutSource,
    }
  }

  /** The module that an export stands for: an instance of the class, the object, or what the factory returns. */
  #instanceType(symbol: ts.Symbol): ts.Type {
    if (symbol.flags & ts.SymbolFlags.Class) return this.#checker.getDeclaredTypeOfSymbol(symbol)
    const type = this.#checker.getTypeOfSymbol(symbol)
    const [signature] = [...type.getCallSignatures(), ...type.getConstructSignatures()]
    if (!signature || type.getProperty('forward')) return type
    return madeType(this.#checker, signature)
  }

  #instanceOf(node: ClassNode): ts.Type {
    const symbol = this.#checker.getTypeAtLocation(node).getSymbol()
    return symbol ? this.#checker.getDeclaredTypeOfSymbol(symbol) : this.#checker.getTypeAtLocation(node)
  }

  #captureForward(module: ts.Type): void {
    const forward = module.getProperty('forward')
    if (!forward) return
    for (const node of (forward.declarations ?? []).flatMap(functionsOf)) this.#captureEntry(node)
    this.#captureSymbol(forward)
  }

  #captureEntry(node: FunctionNode): void {
    if (!isUserSource(node.getSourceFile())) return
    this.#entries.add(node)
    this.#captureFunction(node)
  }

  #captureFunction(node: FunctionNode): void {
    if (this.#functions.has(node) || !node.body || !isUserSource(node.getSourceFile())) return
    this.#functions.add(node)
    this.#capture(node)
  }

  /** Follows every name that captured code mentions. */
  #capture(node: ts.Node): void {
    if (ts.isTypeNode(node)) return
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      const symbol = this.#symbolOf(node)
      if (symbol && !(isAccessed(node) && holdsMembers(symbol))) this.#captureSymbol(symbol)
      if (!symbol && isMethodName(node)) this.#methodNames.add(node.text)
    }
    ts.forEachChild(node, (child) => this.#capture(child))
  }

  #captureSymbol(symbol: ts.Symbol): void {
    for (const declaration of symbol.declarations ?? []) {
      const tree = declaration.getSourceFile()
      if (tree.isDeclarationFile && !this.#isLibrary(tree)) this.#withoutSource.add(tree.fileName)
      if (ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration)) this.#methods.add(symbol)
      if (ts.isClassLike(declaration)) this.#captureClass(declaration)
      if (ts.isVariableDeclaration(declaration)) this.#captureMade(declaration)
      for (const node of functionsOf(declaration)) this.#captureFunction(node)
    }
  }

  /** `const gate = makeGate(2)`: what a factory made before is called now. */
  #captureMade(declaration: ts.VariableDeclaration): void {
    this.#construct(declaration)
    for (const signature of this.#checker.getTypeAtLocation(declaration.name).getCallSignatures()) {
      const made = signature.declaration
      if (made && ts.isFunctionLike(made) && 'body' in made) this.#captureFunction(made as FunctionNode)
    }
  }

  /** A class that captured code names is instantiated there: its constructor runs inside capture. */
  #captureClass(node: ClassNode): void {
    if (!isUserSource(node.getSourceFile())) return
    this.#construct(node)
    for (const member of node.members) if (ts.isConstructorDeclaration(member)) this.#captureFunction(member)
  }

  /** Reads code that runs before capture, for the classes it instantiates. */
  #construct(node: ts.Node): void {
    if (this.#constructed.has(node) || !isUserSource(node.getSourceFile())) return
    this.#constructed.add(node)
    if (ts.isClassLike(node)) this.#constructClass(node)
    else this.#constructNames(node)
  }

  #constructClass(node: ClassNode): void {
    this.#classes.add(node)
    this.#constructMembers(node)
    this.#captureForward(this.#instanceOf(node))
  }

  /** The fields and constructor of a class and of what it extends, whose `forward` it may override. */
  #constructMembers(node: ClassNode): void {
    for (const member of node.members) {
      if (ts.isConstructorDeclaration(member) || ts.isPropertyDeclaration(member))
        this.#constructNames(member)
    }
    const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
      ?.expression
    if (!base) return
    if (!ts.isIdentifier(base)) this.#constructNames(base)
    else
      for (const declaration of this.#symbolOf(base)?.declarations ?? []) {
        if (ts.isClassLike(declaration)) this.#constructMembers(declaration)
      }
  }

  #constructNames(node: ts.Node): void {
    if (ts.isTypeNode(node)) return
    if (ts.isIdentifier(node)) {
      for (const declaration of this.#symbolOf(node)?.declarations ?? []) {
        if (isConstructive(declaration)) this.#construct(declaration)
      }
    }
    ts.forEachChild(node, (child) => this.#constructNames(child))
  }

  #captureOverrides(): void {
    for (const node of this.#classes) {
      const type = this.#instanceOf(node)
      for (const name of this.#methodNames) {
        const method = type.getProperty(name)
        if (method) this.#captureSymbol(method)
      }
      for (const method of this.#methods) {
        const overriding = type.getProperty(method.name)
        if (overriding && overriding !== method && this.#inherits(type, method))
          this.#captureSymbol(overriding)
      }
    }
  }

  #inherits(type: ts.Type, method: ts.Symbol): boolean {
    const owner = method.declarations?.[0]?.parent
    if (!owner || !(ts.isClassLike(owner) || ts.isInterfaceDeclaration(owner))) return false
    return this.#checker.isTypeAssignableTo(type, this.#checker.getTypeAtLocation(owner))
  }

  /** Includes a linked package, whose path does not show that it is one. */
  #isLibrary(tree: ts.SourceFile): boolean {
    return (
      this.#program.isSourceFileDefaultLibrary(tree) || this.#program.isSourceFileFromExternalLibrary(tree)
    )
  }

  #symbolOf(name: ts.Identifier | ts.PrivateIdentifier): ts.Symbol | null {
    const { parent } = name
    const symbol = ts.isShorthandPropertyAssignment(parent)
      ? this.#checker.getShorthandAssignmentValueSymbol(parent)
      : this.#checker.getSymbolAtLocation(name)
    return symbol ? this.#resolve(symbol) : null
  }

  #resolve(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol
  }
}

/** `acts` in `acts.relu`: the member is what runs, not all that the object holds. */
function isAccessed(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node
}

/** `run` in `block.run(x)` */
function isMethodName(node: ts.Node): boolean {
  const access = node.parent
  const isMember = ts.isPropertyAccessExpression(access) && access.name === node
  return isMember && ts.isCallExpression(access.parent) && access.parent.expression === access
}

function holdsMembers({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((node) => {
    const value = ts.isVariableDeclaration(node) ? node.initializer : null
    return (
      ts.isClassLike(node) ||
      (value && (ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value)))
    )
  })
}

/** Declarations whose code may make modules when it is mentioned before capture. */
function isConstructive(node: ts.Node): boolean {
  return (
    ts.isClassLike(node) ||
    ts.isFunctionLike(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isExportAssignment(node)
  )
}

/** The functions that calling a declared name may run: itself, its value, or the members of its literal. */
function functionsOf(declaration: ts.Node): FunctionNode[] {
  if (ts.isFunctionLike(declaration)) return 'body' in declaration ? [declaration as FunctionNode] : []
  if (
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration)
  ) {
    return declaration.initializer ? functionsIn(declaration.initializer) : []
  }
  if (ts.isExportAssignment(declaration)) return functionsIn(declaration.expression)
  // `this.act = (x) => ...` in JavaScript: the declaration is the assignment, or its left side.
  const assignment = ts.isBinaryExpression(declaration) ? declaration : declaration.parent
  return assignment && ts.isBinaryExpression(assignment) ? functionsIn(assignment.right) : []
}

function functionsIn(value: ts.Expression): FunctionNode[] {
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return [value]
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) {
    return functionsIn(value.expression)
  }
  if (ts.isArrayLiteralExpression(value)) return value.elements.flatMap(functionsIn)
  return ts.isObjectLiteralExpression(value) ? value.properties.flatMap(functionsOf) : []
}
