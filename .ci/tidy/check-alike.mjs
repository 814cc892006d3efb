import { baseOf, isIn } from './names.mjs';

/**
 * Finds files of one name, and exports of one name in different files. Adapters side by side, and the port above them,
 * call the same role by the same name.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkAlike(modules, { alike }) {
  const places = alike.ignore.map((one) => one.in);
  const looked = modules.filter(({ path }) => !isIn(path, places));
  const namedSo = alike.files.map(({ name }) => name);
  const files = looked
    .filter(({ path }) => !namedSo.includes(baseOf(path)))
    .map(({ path }) => ({ name: baseOf(path), file: path, line: 1 }));
  const exports = looked.flatMap(({ path, exports }) =>
    exports.filter(({ from }) => from === undefined).map(({ name, line }) => ({ name, file: path, line })),
  );
  return [
    ...twice(files, alike, 'files alike', 'has the name of'),
    ...twice(exports, alike, 'exports alike', 'is exported by'),
  ];
}

function twice(named, { roles, reason }, rule, verb) {
  const places = groupByName(named);
  return [...places].flatMap(([name, all]) =>
    all
      .filter((one) => all.some((other) => !isSame(one, other, roles)))
      .map(({ file, line }) => ({
        file,
        line,
        rule,
        message: `${name} ${verb} ${othersThan(file, all)} too`,
        reason,
      })),
  );
}

function groupByName(named) {
  const places = new Map();
  for (const one of named) places.set(one.name, [...(places.get(one.name) ?? []), one]);
  return places;
}

function othersThan(file, all) {
  const others = new Set(all.map((other) => other.file).filter((other) => other !== file));
  return [...others].join(' and ');
}

/** The same file, or the same role in two adapters of one kind. */
function isSame(one, other, roles) {
  if (one.file === other.file) return true;
  if (baseOf(one.file) !== baseOf(other.file)) return false;
  return roles.some((parent) => one.file.startsWith(parent) && other.file.startsWith(parent));
}
