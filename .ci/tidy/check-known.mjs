import { isIn, partsOf, placesOf } from './names.mjs';

/**
 * Checks what only a few places may know: what they import by a name, from a place, or both, and words that only their
 * own names contain.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkKnown(modules, { knownOnlyIn }) {
  const exported = new Map(modules.map(({ path, exports }) => [path, exports.map(({ name }) => name)]));
  return knownOnlyIn.flatMap((rule) =>
    modules.flatMap((module) => {
      if (isIn(module.path, rule.onlyIn)) return renamedExports(module, rule);
      const imported = importsKnown(module, rule, exported);
      const lines = imported.map(({ line }) => line);
      return [...imported, ...namesKnownIn(module, rule).filter(({ line }) => !lines.includes(line))];
    }),
  );
}

function importsKnown({ path, imports }, rule, exported) {
  return imports
    .filter(({ target }) => isAbout(rule, path, target))
    .map((entry) => ({ ...entry, known: namesKnown(rule, namesOf(entry, rule, exported)) }))
    .filter(({ known }) => known === undefined || known.length > 0)
    .map(({ target, line, known }) =>
      finding(rule, {
        ...{ file: path, line },
        message: known === undefined ? `imports ${target}` : `imports ${known.join(', ')} of ${target}`,
      }),
    );
}

/** Members, variables and types whose names contain the word of the rule: one for each line and name. */
function namesKnownIn({ path, identifiers }, rule) {
  if (rule.part === undefined) return [];
  return identifiers
    .filter(({ name }) => placesOf(rule.part, partsOf(name)).length > 0)
    .map(({ name, line }) => finding(rule, { file: path, line, message: `names ${name}` }));
}

/** Exports under a name that no longer contains the word of the rule, so that others could not be found. */
function renamedExports({ path, exports }, rule) {
  if (rule.part === undefined) return [];
  const hasWord = (name) => placesOf(rule.part, partsOf(name)).length > 0;
  return exports
    .filter(({ name, original }) => original !== undefined && hasWord(original) && !hasWord(name))
    .map(({ name, original, line }) =>
      finding(rule, { file: path, line, message: `exports ${original} as ${name}` }),
    );
}

function finding({ what, reason }, { file, line, message }) {
  return { file, line, rule: `${what} known elsewhere`, message, reason };
}

function isAbout({ from = '', entry }, path, target) {
  if (target === undefined || (target === entry?.file && path === entry.importedBy)) return false;
  return new RegExp(`^${from}`).test(target);
}

/** Names that an import brings, those of the whole file for `import *`; without types when only values count. */
function namesOf({ names, target }, { values = false }, exported) {
  return names
    .filter(({ isType }) => !(values && isType))
    .flatMap(({ name }) => (name === '*' ? (exported.get(target) ?? []) : [name]));
}

/** Names that the rule is about; undefined when it is about the whole file. */
function namesKnown({ names, part }, imported) {
  if (part !== undefined) return imported.filter((name) => placesOf(part, partsOf(name)).length > 0);
  if (names === undefined) return undefined;
  const whole = new RegExp(`^(${names})$`);
  return imported.filter((name) => whole.test(name));
}
