import { isIn, partsOf, placesOf } from './names.mjs';

/**
 * Checks what only a few places may know: what they import by a name, from a place, or both.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkKnown(modules, { knownOnlyIn }) {
  const exported = new Map(modules.map(({ path, exports }) => [path, exports.map(({ name }) => name)]));
  return knownOnlyIn.flatMap((rule) =>
    modules
      .filter(({ path }) => !isIn(path, rule.onlyIn))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target }) => isAbout(rule, path, target))
          .map((entry) => ({ ...entry, known: namesKnown(rule, namesOf(entry, rule, exported)) }))
          .filter(({ known }) => known === undefined || known.length > 0)
          .map(({ target, line, known }) => ({
            file: path,
            line,
            rule: `${rule.what} known elsewhere`,
            message: known === undefined ? `imports ${target}` : `imports ${known.join(', ')} of ${target}`,
            reason: rule.reason,
          })),
      ),
  );
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
