import { isIn } from './names.mjs';

/**
 * Checks the modules of Node and of npm that a room does without.
 *
 * @param {readonly import('./check.d.mts').Module[]} files
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkModules(files, { modules }) {
  return modules.flatMap(({ in: places, never, reason }) =>
    files
      .filter(({ path }) => isIn(path, places))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier }) => never.some((name) => `${specifier}/`.startsWith(`${name}/`)))
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

/**
 * Checks what is called of the runtime, and where.
 *
 * @param {readonly import('./check.d.mts').Module[]} files
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkCalls(files, { calls }) {
  return calls.flatMap(({ calls: names, onlyIn, reason }) =>
    files
      .filter(({ path }) => !isIn(path, onlyIn))
      .flatMap(({ path, calls: made }) =>
        made
          .filter(({ name }) => names.includes(name))
          .map(({ name, line }) => ({
            file: path,
            line,
            rule: 'call out of place',
            message: `uses ${name}, which belongs in ${onlyIn.join(', ')}`,
            reason,
          })),
      ),
  );
}
