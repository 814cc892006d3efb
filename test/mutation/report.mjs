import { explain } from './reasons.mjs';
import { groupBy, scoreOf } from './results.mjs';

const LONGEST = 100;
const NO_REASON = '(no reason)';

/** Scores by folder, then each survivor with its place, change and reason. */
export function describeReport({ mutants }, reasons) {
  const found = groupBy(mutants, ({ file }) => file).map(([, group]) => summaryOf(group));
  const files = explain(found, reasons);
  return `${table(files)}\n${survivorsOf(files)}`;
}

/** What is recorded of the mutants of one file: how many, and the survivors with their changes. */
export function summaryOf(mutants) {
  const [{ file, room }] = mutants;
  const survivors = mutants
    .filter(({ isKilled }) => !isKilled)
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, mutator, from, to, isCovered }) => ({
      ...{ line, mutator, from: oneLine(from), to: oneLine(to) },
      ...(!isCovered && { isCovered }),
    }));
  return { file, room, mutants: mutants.length, survivors };
}

/** A line for each folder and one for all: its mutants, and the commits at which they were tried, where these are known. */
export function table(files) {
  const rows = groupBy(files, ({ room }) => room).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length !== 1) rows.push(['all', files]);
  const width = Math.max(6, ...rows.map(([name]) => name.length));
  const lines = rows.map(([name, group]) => {
    const survivors = group.flatMap((file) => file.survivors);
    const all = group.reduce((sum, file) => sum + file.mutants, 0);
    const uncovered = survivors.filter(({ isCovered }) => isCovered === false).length;
    const unexplained = survivors.filter(({ reason }) => reason === undefined).length;
    const cells = [all, all - survivors.length, survivors.length - uncovered, uncovered, unexplained];
    const figures = cells.map((cell) => String(cell).padStart(9)).join(' ');
    const commits = name === 'all' ? [] : [...new Set(group.flatMap(({ commit }) => commit ?? []))];
    const score = scoreOf({ all, killed: all - survivors.length }).toFixed(1);
    return [`${name.padEnd(width)} ${figures} ${score.padStart(7)} %`, ...commits].join('  ');
  });
  const words = ['mutants', 'killed', 'survived', 'uncovered', 'no reason'];
  const head = words.map((word) => word.padStart(9)).join(' ');
  return [`${'folder'.padEnd(width)} ${head}     score`, ...lines, ''].join('\n');
}

/** Each survivor with its place and change, and the reason why it need not be killed, where there is one. */
export function survivorsOf(files) {
  const sorted = files.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const lines = sorted.flatMap(({ file, survivors }) =>
    survivors.map(({ line, mutator, from, to, isCovered, reason = NO_REASON }) => {
      const place = `${file}:${line} ${mutator}${isCovered === false ? ' (no test runs it)' : ''}`;
      return `${place}\n    ${from}\n    -> ${to}\n    ${reason}`;
    }),
  );
  return [...lines, ''].join('\n');
}

function oneLine(code) {
  const line = code.replace(/\s+/g, ' ').trim();
  if (line === '') return '(nothing)';
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 3)}...` : line;
}
