import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { NOT_CHOSEN } from './choose-mutants.mjs';

/** The rooms that hold the promises. */
export const CORE = ['src/outbox', 'src/journals', 'src/delivery', 'src/coc', 'src/incidents'];

/** Pattern of all source files of a folder, or of one file. */
export function wholeFolder(folder) {
  return folder.endsWith('.ts') ? folder : `${folder.replace(/\/$/, '')}/**/*.ts`;
}

/** Runs the unit tests against mutants of these places, and returns each with what became of it. */
export async function runMutants({ mutate, sample, concurrency }) {
  const folder = mkdtempSync(join(tmpdir(), 'coc-alarm-agent-mutation-'));
  try {
    return await new Stryker(strykerOptions({ mutate, sample, concurrency, folder })).runMutationTest();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function strykerOptions({ mutate, sample, concurrency, folder }) {
  const here = (file) => fileURLToPath(new URL(file, import.meta.url));
  return {
    mutate,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', here('choose-mutants.mjs')],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    // Another text in a log or an error is no other behaviour.
    mutator: { excludedMutations: ['StringLiteral'] },
    coverageAnalysis: 'perTest',
    // A constant is computed when its module is loaded; each of these would need a new process.
    ignoreStatic: true,
    ignorePatterns: ['/dist', '/profiles', '/test/bench/.build', '/test/e2e', '/test/acceptance'],
    // Stryker would rewrite it by the JavaScript API of TypeScript, which version 7 does not have.
    tsconfigFile: 'none.json',
    tempDirName: join(folder, 'sandbox'),
    reporters: ['progress-append-only'],
    timeoutMS: 5_000,
    timeoutFactor: 2,
    allowEmpty: true,
    logLevel: 'warn',
    warnings: { unknownOptions: false },
    ...(concurrency && { concurrency }),
    ...(sample && { checkers: ['sample'], mutationSample: { ...sample, file: join(folder, 'sample.json') } }),
  };
}

/**
 * What became of the mutants: those that count, and places that no test runs at all, in the sample or not. `read`
 * returns the text of a file.
 */
export function resultOf(results, read) {
  const described = results
    .filter(({ status }) => status !== 'Ignored')
    .map((result) => ({ ...describeMutant(result, read), isChosen: result.statusReason !== NOT_CHOSEN }));
  return {
    mutants: described.filter(({ isChosen }) => isChosen),
    uncovered: described.filter(({ isCovered }) => !isCovered),
  };
}

function describeMutant({ fileName, location, mutatorName, replacement, status, coveredBy }, read) {
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
    isKilled: status === 'Killed' || status === 'Timeout',
  };
}

function relative(fileName) {
  return fileName.startsWith('/') ? fileName.slice(process.cwd().length + 1) : fileName;
}

/** Room and folder of a file: `src/outbox/decide` for everything below that. */
function roomOf(file) {
  return dirname(file).split('/').slice(0, 3).join('/');
}
