import { isIn } from './names.mjs';

/**
 * Checks the modules of Node and of npm that a room does without.
 *
 * @param {readonly import('./check.d.mts').Module[]} files
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkModules(files, { modules }) {
  return modules.flatMap(({ in: places, never, allowed = [], reason }) =>
    files
      .filter(
        ({ path }) =>
          isIn(path, places) &&
          !isIn(
            path,
            allowed.map((one) => one.in),
          ),
      )
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier }) => never.some((name) => isOf(specifier, name)))
          .map(({ specifier, line }) => ({
            file: path,
            line,
            rule: 'module out of place',
            message: `imports ${specifier}`,
            reason,
          })),
      ),
  );
}

/** True for a module and for what is below it, with `node:` or without. */
function isOf(specifier, name) {
  const [own, never] = [specifier, name].map((each) => `${each.replace(/^node:/, '')}/`);
  return own.startsWith(never);
}

/**
 * Checks what is used of the runtime, and where.
 *
 * @param {readonly import('./check.d.mts').Module[]} files
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkCalls(files, { calls }) {
  return calls.flatMap(({ calls: names, onlyIn, allowed = [], reason }) =>
    files
      .filter(({ path }) => !isIn(path, [...onlyIn, ...allowed.map((one) => one.in)]))
      .flatMap((file) =>
        placesUsing(file, names).map(({ name, line }) => ({
          file: file.path,
          line,
          rule: 'call out of place',
          message: `uses ${name}, which belongs ${onlyIn.length === 0 ? 'nowhere' : `in ${onlyIn.join(', ')}`}`,
          reason,
        })),
      ),
  );
}

/** Names that a file uses, themselves or a member such as `call` or `bind`: one place for each line. */
function placesUsing({ calls }, names) {
  const places = names.flatMap((name) =>
    calls
      .filter((made) => made.name === name || made.name.startsWith(`${name}.`))
      .map(({ line }) => ({ name, line })),
  );
  return [...new Map(places.map((place) => [`${place.name} ${place.line}`, place])).values()];
}

/**
 * Finds imports and exports that do not name what they bring: a computed path, and `export *`.
 *
 * @param {readonly import('./check.d.mts').Module[]} files
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkUnnamed(files, { unnamed: { reason } }) {
  return files.flatMap(({ path: file, computedImports, exports }) => [
    ...computedImports.map(({ line }) => ({
      ...{ file, line, rule: 'computed import', reason },
      message: 'imports a path that is no plain text',
    })),
    ...exports
      .filter(({ name, original }) => [name, original].includes('*'))
      .map(({ from, line }) => ({
        ...{ file, line, rule: 'export of everything', reason },
        message: `exports all of ${from}`,
      })),
  ]);
}
