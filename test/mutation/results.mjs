import { dirname } from 'node:path';
import { NOT_CHOSEN } from './choose-mutants.mjs';

/** The limits that a run is held to. */
export const LIMITS = {
  none: {},
  changed: { score: 85, covered: ['src/outbox/', 'src/journals/', 'src/delivery/'] },
  all: { score: 90 },
};

/** Killed mutants of a hundred; all of them when there are none. */
export function scoreOf({ all, killed }) {
  return all === 0 ? 100 : (killed / all) * 100;
}

/** Pairs of a key and what has it, in the order in which the keys come first. */
export function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups];
}

/**
 * What breaks the limits, in words. A sample scatters: its score breaks the limit when it lies more than two standard
 * errors below, which code at the limit does once in fifty runs.
 */
export function faultsIn({ mutants, uncovered, isSample }, { score: least, covered = [] }) {
  const faults = [];
  const all = mutants.length;
  const score = scoreOf({ all, killed: mutants.filter(({ isKilled }) => isKilled).length });
  const scatter = isSample ? 2 * Math.sqrt((least * (100 - least)) / all) : 0;
  if (least !== undefined && score < least - scatter)
    faults.push(
      `${score.toFixed(1)} % of ${all} mutants are killed; ${(least - scatter).toFixed(1)} % must be. Write a test for each survivor ` +
        'above, or mark it as equivalent with a reason (HACKING.md, "Mutation tests").',
    );
  const open = uncovered.filter(({ file }) => covered.some((room) => file.startsWith(room)));
  if (open.length > 0) {
    const places = [...new Set(open.map(({ file, line }) => `  ${file}:${line}`))];
    faults.push(`no unit test runs these places at all:\n${places.join('\n')}`);
  }
  return faults;
}

/** The compiler proves that it is never run. */
const NEVER_RUN = /^default:\s+[\w.]+ satisfies never;$/;

/**
 * What became of the mutants: those that count, and places that no test runs at all, in the sample or not. `read`
 * returns the text of a file.
 */
export function resultOf(results, read) {
  const described = results
    .filter(({ status }) => status !== 'Ignored')
    .map((result) => ({ ...describeMutant(result, read), isChosen: result.statusReason !== NOT_CHOSEN }))
    .filter(({ from }) => !NEVER_RUN.test(from));
  return {
    mutants: described.filter(({ isChosen }) => isChosen),
    uncovered: described.filter(({ isCovered }) => !isCovered),
    isSample: described.some(({ isChosen }) => !isChosen),
  };
}

/** The watchdog ended the process: the mutant loops for ever. */
function isEndless({ status, statusReason = '' }) {
  return status === 'RuntimeError' && statusReason.includes('Test runner crashed');
}

function describeMutant(result, read) {
  const { fileName, location, mutatorName, replacement, status, coveredBy } = result;
  const file = relative(fileName);
  const { start, end } = location;
  const lines = read(file)
    .split('\n')
    .slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = lines[last].slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return {
    file,
    room: roomOf(file),
    line: start.line,
    mutator: mutatorName,
    from: lines.join('\n'),
    to: replacement ?? '',
    isCovered: (coveredBy ?? []).length > 0,
    isKilled: status === 'Killed' || status === 'Timeout' || isEndless(result),
  };
}

function relative(fileName) {
  return fileName.startsWith('/') ? fileName.slice(process.cwd().length + 1) : fileName;
}

/** Room and folder of a file: `src/outbox/decide` for everything below that. */
function roomOf(file) {
  return dirname(file).split('/').slice(0, 3).join('/');
}
