import { baseOf, isIn, partsOf, placesOf } from './names.mjs';

/**
 * Finds words that the glossary has another word for: in the names of files, in exported names, and, where a word can't
 * mean anything else, in comments. What stands in back quotes is a stored name or another system's, and stays.
 *
 * @param {readonly import('./check.d.mts').Module[]} modules
 * @param {import('./check.d.mts').Rules} rules
 * @returns {import('./check.d.mts').Finding[]}
 */
export function checkWords(modules, { words }) {
  const isAllowed = (file, name) => words.allowed.some((one) => one.name === name && file.startsWith(one.in));
  return modules
    .filter(({ path }) => !isIn(path, words.ignore))
    .flatMap((module) =>
      [...namesOf(module), ...textsOf(module)]
        .filter(({ name }) => !isAllowed(module.path, name))
        .flatMap((place) =>
          words.banned
            .filter((ban) => !isIn(module.path, ban.vendor ?? []) && isFound(ban, place))
            .map((ban) => ({
              file: module.path,
              line: place.line,
              rule: 'wrong word',
              message: `"${ban.part ?? ban.name ?? ban.file}" in ${place.where}: say ${ban.instead}`,
              reason: words.reason,
            })),
        ),
    );
}

function namesOf({ path, exports }) {
  const file = baseOf(path).replace(/\.ts$/, '');
  return [
    { kind: 'file', name: file, where: 'the name of the file', line: 1 },
    ...exports.map(({ name, line }) => ({ kind: 'export', name, where: name, line })),
  ];
}

/** Lines of comments, without what stands in back quotes. */
function textsOf({ comments }) {
  return comments.flatMap(({ text, line }) =>
    text
      .replace(/`[^`]*`/g, (quoted) => quoted.replace(/[^\n]/g, ' '))
      .split('\n')
      .map((words, i) => ({ kind: 'comment', text: words, where: 'a comment', line: line + i })),
  );
}

function isFound(ban, { kind, name, text }) {
  if (kind === 'comment') return ban.docs === true && new RegExp(`\\b${ban.part}s?\\b`, 'i').test(text);
  if (ban.file !== undefined) return kind === 'file' && name === ban.file;
  if (ban.name !== undefined) return kind === 'export' && name === ban.name;
  const parts = partsOf(name);
  return placesOf(ban.part, parts).some((at) => ban.after === undefined || parts[at - 1] !== ban.after);
}
