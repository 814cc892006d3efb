import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { literalOf, runtimeUses } from './runtime-uses.mjs';

/**
 * Reads what the rules ask of a TypeScript file: its imports and exports, types included, what it uses of the runtime,
 * its identifiers, strings and comments. Nothing is resolved on disk: a relative import names a path, anything else a module.
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
  const computedImports = [];
  const identifiers = new Map();
  const strings = [];
  const importAt = (source, { start }) => {
    const specifier = literalOf(source);
    if (specifier === undefined) computedImports.push({ line: lineAt(start) });
    else imports.push({ specifier, names: [{ name: '*', isType: false }], line: lineAt(start) });
  };
  const named = ({ name, start }) => {
    const line = lineAt(start);
    identifiers.set(`${line} ${name}`, { name, line });
  };
  new Visitor({
    ImportExpression: (node) => importAt(node.source, node),
    TSImportType: (node) => importAt(node.source, node),
    Identifier: named,
    PrivateIdentifier: named,
    Literal({ value, start }) {
      if (typeof value === 'string') strings.push({ text: value, line: lineAt(start) });
    },
    TemplateElement: ({ value, start }) =>
      strings.push({ text: value.cooked ?? value.raw, line: lineAt(start) }),
  }).visit(program);
  return {
    path,
    imports: imports.map((entry) => ({ ...entry, target: targetOf(path, entry.specifier) })),
    computedImports,
    exports: module.staticExports.flatMap((entry) => exportsOf(entry, module, lineAt)),
    calls: runtimeUses(program).map(({ name, start }) => ({ name, line: lineAt(start) })),
    identifiers: [...identifiers.values()],
    strings,
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

function exportsOf({ entries }, { staticImports }, lineAt) {
  return entries.map(({ exportName, importName, localName, moduleRequest, start }) => {
    const imported = importOf(localName.name, staticImports);
    return {
      name: nameOf(exportName),
      original: imported?.name ?? (moduleRequest ? nameOf(importName) : localName.name) ?? undefined,
      from: moduleRequest?.value ?? imported?.from,
      line: lineAt(exportName.start ?? start),
    };
  });
}

/** A name of an import or export; `*` stands for all of a file. */
function nameOf({ name, kind }) {
  return name ?? (kind === 'Default' ? 'default' : '*');
}

/** The name and module that a name of this file is imported by; undefined when it is declared here. */
function importOf(local, staticImports) {
  for (const { moduleRequest, entries } of staticImports) {
    const entry = entries.find(({ localName }) => localName.value === local);
    if (entry) return { name: nameOf(entry.importName), from: moduleRequest.value };
  }
  return undefined;
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
