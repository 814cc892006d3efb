import { Visitor } from 'oxc-parser';

/**
 * Checks that the room of the wiring stays small and exports no domain type. A type that it exports has to occur in the
 * signature of a function or class that the same file exports, itself or through another type of the file; a type of
 * another room is not exported again.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkWiring(modules, { wiring }) {
  const { in: room, maxFiles, reason } = wiring;
  const files = modules.filter(({ path }) => path.startsWith(room));
  const tooMany = files.slice(maxFiles).map(({ path }) => ({
    file: path,
    line: 1,
    rule: 'too many files of wiring',
    message: `${room} has ${files.length} files, at most ${maxFiles} are wiring`,
    reason,
  }));
  return [...tooMany, ...files.flatMap((module) => domainTypes(module, room, reason))];
}

function domainTypes({ path, imports, exports, program }, room, reason) {
  const used = typesOfSignatures(program);
  const declared = typesDeclared(program);
  const finding = (line, message) => ({
    file: path,
    line,
    rule: 'domain type exported from wiring',
    message,
    reason,
  });
  return exports.flatMap(({ name, from, line }) => {
    const target = imports.find(({ specifier }) => specifier === from)?.target;
    if (from !== undefined && !target?.startsWith(room))
      return [finding(line, `exports ${name} of ${from} again`)];
    if (!declared.has(name) || used.has(name)) return [];
    return [finding(line, `${name} is in no signature of a function that the file exports`)];
  });
}

const DECLARES_TYPE = ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'];

/** Types and interfaces of a file, by their names. */
function typesDeclared({ body }) {
  const declarations = body.map((node) => node.declaration ?? node);
  return new Map(
    declarations.filter(({ type }) => DECLARES_TYPE.includes(type)).map((node) => [node.id.name, node]),
  );
}

/** Names in the signatures of what a file exports, and in the types of the file that these lead to. */
function typesOfSignatures(program) {
  const declared = typesDeclared(program);
  const found = new Set();
  const waiting = program.body
    .filter(({ type, declaration }) => type === 'ExportNamedDeclaration' && declaration !== null)
    .flatMap(({ declaration }) => signaturesOf(declaration));
  for (const node of waiting) {
    for (const name of namesIn(node)) {
      if (found.has(name)) continue;
      found.add(name);
      if (declared.has(name)) waiting.push(declared.get(name));
    }
  }
  return found;
}

function signaturesOf(node) {
  if (DECLARES_TYPE.includes(node?.type)) return [];
  if (node.type === 'VariableDeclaration')
    return node.declarations.flatMap(({ id, init }) =>
      [id.typeAnnotation, ...(isFunction(init) ? signatureOf(init) : [])].filter(Boolean),
    );
  if (node.type === 'ClassDeclaration') return signaturesOfClass(node);
  return signatureOf(node);
}

const isFunction = (node) => ['ArrowFunctionExpression', 'FunctionExpression'].includes(node?.type);

function signatureOf({ params, returnType, typeParameters }) {
  return [...(params ?? []).map(typeOfParameter), returnType, typeParameters].filter(Boolean);
}

/** The type of a parameter; of one with a default value, too. */
function typeOfParameter(parameter) {
  return parameter.left?.typeAnnotation ?? parameter.argument?.typeAnnotation ?? parameter.typeAnnotation;
}

function signaturesOfClass({ body, superTypeArguments, implements: ports }) {
  const visible = body.body.filter(
    ({ key, accessibility }) => key?.type !== 'PrivateIdentifier' && accessibility !== 'private',
  );
  const members = visible.flatMap(({ value, typeAnnotation }) => [
    typeAnnotation,
    ...(isFunction(value) ? signatureOf(value) : []),
  ]);
  return [...members, superTypeArguments, ...(ports ?? [])].filter(Boolean);
}

function namesIn(node) {
  const names = [];
  new Visitor({ Identifier: ({ name }) => names.push(name) }).visit({ type: 'Program', body: [node] });
  return names;
}
