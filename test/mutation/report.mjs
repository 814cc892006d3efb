import { scoreOf } from './results.mjs';

const LONGEST = 100;

/** Scores by folder, then each survivor with its place and change. */
export function describeReport({ mutants }) {
  return `${table(mutants)}\n${survivors(mutants)}`;
}

/** The page that records a run. `what` says what was mutated, as on the command line. */
export function recordPage({ mutants }, what) {
  return [
    '# The last recorded run of the mutation tests',
    '',
    `Written by \`npm run test:mutation -- ${what}\`. A run with \`--sample\` tries as many mutants as it says, and nothing`,
    'is known of the others. `npm run test:mutation -- --changed` tries at most 150 mutants of the lines that have changed',
    'since the commit of this page, whether that was a sample or a whole run. Some unit tests are left out: see TIMED and',
    'OF_A_PROCESS in `test/mutation/vitest.config.ts`.',
    '',
    '```',
    table(mutants).trimEnd(),
    '```',
    '',
    '## Survivors',
    '',
    '```',
    survivors(mutants).trimEnd(),
    '```',
    '',
  ].join('\n');
}

function table(mutants) {
  const rooms = [...new Set(mutants.map(({ room }) => room))].sort();
  const rows = rooms.map((room) => [room, mutants.filter((mutant) => mutant.room === room)]);
  if (rows.length !== 1) rows.push(['all', mutants]);
  const width = Math.max(6, ...rows.map(([name]) => name.length));
  const lines = rows.map(([name, group]) => {
    const killed = group.filter(({ isKilled }) => isKilled).length;
    const uncovered = group.filter(({ isCovered, isKilled }) => !isCovered && !isKilled).length;
    const cells = [group.length, killed, group.length - killed - uncovered, uncovered];
    const figures = cells.map((cell) => String(cell).padStart(9)).join(' ');
    return `${name.padEnd(width)} ${figures} ${scoreOf(group).toFixed(1).padStart(7)} %`;
  });
  const head = ['mutants', 'killed', 'survived', 'uncovered'].map((word) => word.padStart(9)).join(' ');
  return [`${'folder'.padEnd(width)} ${head}     score`, ...lines, ''].join('\n');
}

function survivors(mutants) {
  const lines = mutants
    .filter(({ isKilled }) => !isKilled)
    .toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
    .map(({ file, line, mutator, from, to, isCovered }) => {
      const place = `${file}:${line} ${mutator}${isCovered ? '' : ' (no test runs it)'}`;
      return `${place}\n    ${oneLine(from)}\n    -> ${oneLine(to)}`;
    });
  return [...lines, ''].join('\n');
}

function oneLine(code) {
  const line = code.replace(/\s+/g, ' ').trim();
  if (line === '') return '(nothing)';
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 3)}...` : line;
}
