import { expect, it } from 'vitest';
import { check, describeFinding } from '../../../.ci/tidy/check.mjs';
import { readRules } from '../../../.ci/tidy/read-tree.mjs';

const rules = readRules();

/** A small tree that keeps every rule; a planted file replaces one of it or stands beside the others. */
const CLEAN = {
  'src/errors.ts': 'export class JournalError extends Error {}\nexport const messageOf = String;',
  'src/alerts/alert.ts': 'export interface Alert { readonly fingerprint: string }',
  'src/outbox/ports/journal.ts':
    "import type { Alert } from '../../alerts/alert.ts';\nexport interface Journal { append(alert: Alert): void }",
  'src/outbox/ledger/shards.ts': 'export const LEDGER_SHARDS = 64;',
  'src/journals/file/file-journal.ts':
    "import { LEDGER_SHARDS } from '../../outbox/ledger/shards.ts';\nexport class FileJournal { count = LEDGER_SHARDS }",
  'src/journals/file/file-journal-kind.ts':
    "import { FileJournal } from './file-journal.ts';\nexport const openFileJournal = () => new FileJournal();",
  'src/app/registry.ts':
    "import { openFileJournal } from '../journals/file/file-journal-kind.ts';\nexport const open = () => openFileJournal();",
  'src/app/agent.ts':
    'interface Part { readonly name: string }\nexport interface Agent { readonly parts: Part[] }\n' +
    'export function startAgent(): Agent { return { parts: [] } }',
  'src/sources/alertmanager/config.ts': 'export const sourceSchema = 1;',
  'src/sources/grafana/config.ts': 'export const sourceSchema = 2;',
  'src/emulator/emulator.ts': 'export const startEmulator = () => undefined;',
  'src/cli/program.ts':
    "import { startEmulator } from '../emulator/emulator.ts';\nexport const run = startEmulator;",
  'src/main.ts': "import { run } from './cli/program.ts';\nrun();\nprocess.exit(0);",
};

/** Findings of the clean tree with planted files. */
export function findingsOf(planted: Readonly<Record<string, string>>) {
  return check(new Map(Object.entries({ ...CLEAN, ...planted })), rules);
}

/** A fault that the rules are to find. */
export interface Planted {
  readonly fault: string;
  readonly files: Readonly<Record<string, string>>;
  /** Beginnings of the lines that are printed, one for each finding. */
  readonly found: readonly string[];
}

/** Tests that each fault is found with its file, line, rule and reason, and that nothing else is. */
export function itFinds(planted: readonly Planted[]): void {
  it.each(planted)('$fault', ({ files, found }) => {
    const findings = findingsOf(files);
    const lines = findings.map(describeFinding);
    expect(lines.map((line, i) => line.slice(0, found[i]?.length))).toEqual(found);
    expect(findings.filter(({ reason }) => reason === '')).toEqual([]);
  });
}
