import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

/** A node of a syntax tree, as far as these tests look at it. */
export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The functions of a source file by name, each with the names that it calls. Private names keep their `#`. */
export type CallsByFunction = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the functions and methods of a source file, and the names that each of them calls. */
export function callsIn(file: string, text = readFileSync(file, 'utf8')): CallsByFunction {
  const { program } = parseSync(file, text);
  const found = new Map<string, Set<string>>();
  visit(program as unknown as Node, undefined, found);
  return found;
}

/** Whether a function calls a name, itself or through other functions of its file. */
export function reaches(calls: CallsByFunction, from: string, name: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const called of calls.get(next) ?? []) {
      if (called === name) return true;
      if (calls.has(called)) open.push(called);
    }
  }
  return false;
}

function visit(node: Node, inside: string | undefined, found: Map<string, Set<string>>): void {
  const own = functionName(node);
  if (own !== undefined && !found.has(own)) found.set(own, new Set());
  const within = own ?? inside;
  const called = node.type === 'CallExpression' ? nameOf(node.callee as Node) : undefined;
  if (called !== undefined && within !== undefined) found.get(within)?.add(called);
  for (const child of childrenOf(node)) visit(child, within, found);
}

/** The name under which a function stands: of a declaration, a method, or a property or variable that holds it. */
function functionName(node: Node): string | undefined {
  switch (node.type) {
    case 'FunctionDeclaration':
      return nameOf(node.id as Node);
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
    case 'TSMethodSignature':
      return nameOf(node.key as Node);
    case 'Property':
    case 'PropertyDefinition':
      return isFunction(node.value) ? nameOf(node.key as Node) : undefined;
    case 'VariableDeclarator':
      return isFunction(node.init) ? nameOf(node.id as Node) : undefined;
    default:
      return undefined;
  }
}

function isFunction(value: unknown): boolean {
  const { type } = (value ?? {}) as Partial<Node>;
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression';
}

function nameOf(node: Node | undefined): string | undefined {
  switch (node?.type) {
    case 'Identifier':
      return node.name as string;
    case 'PrivateIdentifier':
      return `#${node.name}`;
    case 'MemberExpression':
      return nameOf(node.property as Node);
    case 'ChainExpression':
      return nameOf(node.expression as Node);
    default:
      return undefined;
  }
}

/** The nodes directly below a node. */
export function* childrenOf(node: Node): IterableIterator<Node> {
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? value : [value])
      if (typeof item === 'object' && item !== null && 'type' in item) yield item as Node;
  }
}
