import { checkAlike } from './check-alike.mjs';
import { checkCircles } from './check-circles.mjs';
import { checkKnown } from './check-known.mjs';
import { checkRooms, checkSiblings } from './check-rooms.mjs';
import { checkCalls, checkModules, checkUnnamed } from './check-uses.mjs';
import { checkWiring } from './check-wiring.mjs';
import { checkWords } from './check-words.mjs';
import { readModule } from './read-module.mjs';

/**
 * Checks source files and pages by the table of rules. It is pure: texts in, findings out, in the order of files and lines.
 *
 * @param {ReadonlyMap<string, string>} files texts by path, from the root of the repository
 * @param {import('./check.d.mts').Rules} rules
 * @returns {readonly import('./check.d.mts').Finding[]}
 */
export function check(files, rules) {
  const isPage = ([path]) => path.endsWith('.md');
  const modules = [...files].filter((file) => !isPage(file)).map(([path, text]) => readModule(path, text));
  const pages = [...files].filter(isPage).map(([path, text]) => ({ path, text }));
  const checks = [
    checkRooms,
    checkSiblings,
    checkCircles,
    checkModules,
    checkCalls,
    checkUnnamed,
    checkKnown,
    checkWiring,
    checkAlike,
    checkWords,
  ];
  return checks
    .flatMap((each) => each(modules, rules, pages))
    .sort((a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line);
}

/**
 * One finding as a line: file, line, rule, message and reason.
 *
 * @param {import('./check.d.mts').Finding} finding
 */
export function describeFinding({ file, line, rule, message, reason }) {
  return `${file}:${line}: ${rule}: ${message}. ${reason}`;
}
