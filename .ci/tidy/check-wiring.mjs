/**
 * Checks that the room of the wiring stays small and exports no domain thing. It exports functions, and of types,
 * classes and constants only those that the rules list. A name of another room is not exported again.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkWiring(modules, { wiring }) {
  const { in: room, maxFiles, exports: listed, reason } = wiring;
  const files = modules.filter(({ path }) => path.startsWith(room));
  const tooMany = files.slice(maxFiles).map(({ path }) => ({
    file: path,
    line: 1,
    rule: 'too many files of wiring',
    message: `${room} has ${files.length} files, at most ${maxFiles} are wiring`,
    reason,
  }));
  const names = listed.map(({ name }) => name);
  return [...tooMany, ...files.flatMap((module) => foreignExports(module, { room, names, reason }))];
}

function foreignExports({ path, imports, exports, program }, { room, names, reason }) {
  const functions = functionsOf(program);
  const finding = (line, message) => ({
    ...{ file: path, line, message, reason },
    rule: 'domain thing exported from wiring',
  });
  return exports.flatMap(({ name, original, from, line }) => {
    const target = imports.find(({ specifier }) => specifier === from)?.target;
    if (from !== undefined && !target?.startsWith(room))
      return [finding(line, `exports ${original} of ${from} again`)];
    if (names.includes(name) || functions.has(original)) return [];
    return [finding(line, `${name} is no function, and the rules do not list it`)];
  });
}

/** Functions that a file declares, by their names. */
function functionsOf({ body }) {
  const names = body
    .map((node) => node.declaration ?? node)
    .flatMap(({ type, id, declarations = [] }) =>
      type === 'FunctionDeclaration'
        ? [id?.name]
        : declarations.filter(({ init }) => isFunction(init)).map((one) => one.id.name),
    );
  return new Set(names);
}

const isFunction = (node) => ['ArrowFunctionExpression', 'FunctionExpression'].includes(node?.type);
