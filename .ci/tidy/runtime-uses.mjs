import { Visitor } from 'oxc-parser';

/** Globals that rules speak of; a variable that holds one of them is followed. */
const GLOBALS = ['Date', 'Math', 'fetch', 'performance', 'process', 'setInterval', 'setTimeout'];

/** Modules of Node whose names are globals too: of `process`, or of the global object. */
const MODULES = new Map([
  ['process', ['process']],
  ['timers', []],
  ['timers/promises', []],
  ['perf_hooks', []],
]);

const WRAPPERS = ['ChainExpression', 'ParenthesizedExpression', 'TSNonNullExpression', 'TSAsExpression'];

/**
 * Finds uses of the runtime, such as `process.exit`, `fetch` and `new Date`: as a global, of `globalThis`, imported from
 * the module of Node, or held by a variable.
 *
 * @param {import('oxc-parser').Program} program
 * @returns {readonly { readonly name: string; readonly start: number }[]}
 */
export function runtimeUses(program) {
  const aliases = new Map();
  const uses = [];
  const use = (path, { start }) => uses.push({ name: path.join('.'), start });
  const refer = (node) => {
    if (node?.type === 'Identifier' && !aliases.has(node.name)) use([node.name], node);
  };
  const bind = (target, path, init) => {
    const isKnown = init.type === 'Identifier' && target.type === 'Identifier' && aliases.has(init.name);
    for (const { name, path: bound, node } of bindingsOf(target, path)) {
      if (bound.length > 0 && !isKnown) use(bound, node);
      aliases.set(name, bound);
    }
  };
  new Visitor({
    ImportDeclaration({ source, specifiers }) {
      const root = rootOf(source);
      if (root === undefined) return;
      for (const { imported, local, ...node } of specifiers) {
        const key = imported?.name ?? imported?.value ?? 'default';
        const path = key === 'default' ? root : [...root, key];
        if (path.length > root.length) use(path, node);
        aliases.set(local.name, path);
      }
    },
    VariableDeclarator({ id, init }) {
      const path = pathOf(init, aliases);
      const isFollowed = path && (path.length === 0 || GLOBALS.includes(path[0]));
      if (isFollowed) bind(id, path, init);
      else refer(init);
    },
    MemberExpression(node) {
      const path = pathOf(node, aliases);
      if (path) use(path, node);
    },
    CallExpression(node) {
      for (const each of [node.callee, ...node.arguments]) refer(each);
    },
    NewExpression(node) {
      const path = pathOf(node.callee, aliases);
      if (path && node.arguments.length === 0)
        uses.push({ name: `new ${path.join('.')}`, start: node.start });
      refer(node.callee);
    },
    AssignmentPattern: ({ right }) => refer(right),
    AssignmentExpression: ({ right }) => refer(right),
    PropertyDefinition: ({ value }) => refer(value),
  }).visit(program);
  return uses;
}

/** Names of a global or of one of its members, without `globalThis`; undefined for anything else. */
function pathOf(node, aliases) {
  if (WRAPPERS.includes(node?.type)) return pathOf(node.expression, aliases);
  switch (node?.type) {
    case 'Identifier':
      if (['globalThis', 'global'].includes(node.name)) return [];
      return aliases.get(node.name) ?? [node.name];
    case 'AwaitExpression':
      return node.argument.type === 'ImportExpression' ? rootOf(node.argument.source) : undefined;
    case 'MemberExpression': {
      const path = pathOf(node.object, aliases);
      const key = node.computed ? literalOf(node.property) : node.property.name;
      if (path === undefined || key === undefined || node.property.type === 'PrivateIdentifier')
        return undefined;
      const isSelf = key === 'default' || (path.length === 0 && key === 'globalThis');
      return isSelf ? path : [...path, key];
    }
    default:
      return undefined;
  }
}

function rootOf(source) {
  return MODULES.get(literalOf(source)?.replace(/^node:/, ''));
}

/** Variables that a declaration makes of a global: itself, or its members. */
function bindingsOf(target, path) {
  if (target.type === 'Identifier') return [{ name: target.name, path, node: target }];
  if (target.type === 'AssignmentPattern') return bindingsOf(target.left, path);
  if (target.type !== 'ObjectPattern') return [];
  return target.properties
    .filter(({ key }) => key?.type === 'Identifier' || key?.type === 'Literal')
    .flatMap(({ key, value }) => bindingsOf(value, [...path, key.name ?? key.value]));
}

/**
 * The text of a string, or of a template without expressions; undefined for anything else.
 *
 * @param {import('oxc-parser').Expression} node
 * @returns {string | undefined}
 */
export function literalOf(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return undefined;
}
