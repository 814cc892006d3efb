import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/**
 * Reads what the rules ask of a TypeScript file: its imports and exports, types included, what it calls of the runtime,
 * and its comments. Nothing is resolved on disk: a relative import names a path, anything else a module.
 *
 * @param {string} path of the file, from the root of the repository
 * @param {string} text
 * @returns {import('./check.d.mts').Module}
 */
export function readModule(path, text) {
  const { module, program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`could not parse ${path}: ${errors[0].message}`);
  const lineAt = lineCounter(text);
  const imports = [
    ...module.staticImports.map((entry) => staticImport(entry, lineAt)),
    ...module.staticExports.flatMap((entry) => reexports(entry, lineAt)),
  ];
  const calls = [];
  const call = (name, { start }) => calls.push({ name, line: lineAt(start) });
  new Visitor({
    ImportExpression: ({ source, start }) => imports.push(wholeImport(source, lineAt(start))),
    TSImportType: ({ source, start }) => imports.push(wholeImport(source, lineAt(start))),
    MemberExpression(node) {
      const { object, property } = node;
      const key = node.computed ? property.value : property.name;
      if (object.type === 'Identifier') call(`${object.name}.${key}`, node);
    },
    VariableDeclarator(node) {
      if (node.id.type !== 'ObjectPattern' || node.init?.type !== 'Identifier') return;
      for (const { key } of node.id.properties) if (key) call(`${node.init.name}.${key.name}`, node);
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier') call(node.callee.name, node);
    },
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.arguments.length === 0)
        call(`new ${node.callee.name}`, node);
    },
  }).visit(program);
  for (const { specifier, names, line } of imports)
    if (specifier === 'node:process')
      for (const { name } of names) calls.push({ name: `process.${name}`, line });
  return {
    path,
    imports: imports.map((entry) => ({ ...entry, target: targetOf(path, entry.specifier) })),
    exports: module.staticExports.flatMap((entry) => exportsOf(entry, lineAt)),
    calls,
    comments: comments.map(({ value, start }) => ({ text: value, line: lineAt(start) })),
    program,
  };
}

function staticImport({ start, moduleRequest, entries }, lineAt) {
  const names = entries.map(({ importName, isType }) => ({ name: importName.name ?? '*', isType }));
  return { specifier: moduleRequest.value, names, line: lineAt(start) };
}

function reexports({ start, entries }, lineAt) {
  return entries
    .filter(({ moduleRequest }) => moduleRequest !== null)
    .map(({ moduleRequest, importName, isType }) => ({
      specifier: moduleRequest.value,
      names: [{ name: importName.name ?? '*', isType }],
      line: lineAt(start),
    }));
}

function wholeImport(source, line) {
  return { specifier: String(source.value), names: [{ name: '*', isType: false }], line };
}

function exportsOf({ entries }, lineAt) {
  return entries
    .filter(({ exportName }) => exportName.name !== null)
    .map(({ exportName, moduleRequest, start }) => ({
      name: exportName.name,
      from: moduleRequest?.value,
      line: lineAt(exportName.start ?? start),
    }));
}

function targetOf(path, specifier) {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
}

/** Makes a function that finds the line of an offset, counted from 1. */
function lineCounter(text) {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
