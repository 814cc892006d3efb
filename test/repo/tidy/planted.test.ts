import { describe, expect, it } from 'vitest';
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

function findingsOf(planted: Readonly<Record<string, string>>) {
  return check(new Map(Object.entries({ ...CLEAN, ...planted })), rules);
}

interface Planted {
  readonly fault: string;
  readonly files: Readonly<Record<string, string>>;
  /** Beginnings of the lines that are printed, one for each finding. */
  readonly found: readonly string[];
}

const ROOMS: readonly Planted[] = [
  {
    fault: 'a circle of types alone',
    files: {
      'src/outbox/ports/journal.ts':
        "\nimport type { State } from '../state.ts';\nexport type Journal = State;",
      'src/outbox/state.ts':
        "import type { Journal } from './ports/journal.ts';\nexport type State = Journal;",
    },
    found: [
      'src/outbox/ports/journal.ts:2: import circle: src/outbox/ports/journal.ts:2 -> src/outbox/state.ts:1 -> src/outbox/ports/journal.ts.',
    ],
  },
  {
    fault: 'a circle through a type that is passed on and a type that is named by its path',
    files: {
      'src/time/a.ts': "export type { B } from './b.ts';",
      'src/time/b.ts': "\n\nexport type B = import('./a.ts').B;",
    },
    found: ['src/time/a.ts:1: import circle: src/time/a.ts:1 -> src/time/b.ts:3 -> src/time/a.ts.'],
  },
  {
    fault: 'an upward import',
    files: { 'src/outbox/outbox.ts': "// The core.\nimport { run } from '../cli/program.ts';\nrun();" },
    found: ['src/outbox/outbox.ts:2: upward import: outbox imports src/cli/program.ts. The core knows'],
  },
  {
    fault: 'an upward import of a type',
    files: {
      'src/webhooks/receive.ts': "import type { Agent } from '../app/agent.ts';\nexport type A = Agent;",
    },
    found: ['src/webhooks/receive.ts:1: upward import: webhooks imports src/app/agent.ts.'],
  },
  {
    fault: 'an upward import at run time',
    files: { 'src/alerts/late.ts': "\nexport const late = () => import('../outbox/ledger/shards.ts');" },
    found: [
      'src/alerts/late.ts:2: upward import: alerts imports src/outbox/ledger/shards.ts.',
      'src/alerts/late.ts:2: ledger shards known elsewhere: imports LEDGER_SHARDS',
    ],
  },
  {
    fault: 'an upward import in a template without expressions',
    files: { 'src/alerts/late.ts': 'export const late = () => import(`../cli/program.ts`);' },
    found: ['src/alerts/late.ts:1: upward import: alerts imports src/cli/program.ts.'],
  },
  {
    fault: 'imports of computed paths',
    files: {
      'src/alerts/a.ts': '\nexport const a = (name: string) => import(name);',
      'src/alerts/b.ts': 'export const b = (name: string) => import(`../$' + '{name}.ts`);',
      'src/alerts/c.ts':
        "import { createRequire } from 'node:module';\nexport const load = createRequire('/');",
    },
    found: [
      'src/alerts/a.ts:2: computed import: imports a path that is no plain text.',
      'src/alerts/b.ts:1: computed import: imports a path that is no plain text.',
      'src/alerts/c.ts:1: module out of place: imports node:module. Its createRequire',
    ],
  },
  {
    fault: 'all of a file exported by another one, in each way to write it',
    files: {
      'src/outbox/a.ts': "\nexport * from '../alerts/alert.ts';",
      'src/outbox/b.ts': "export * as alerts from '../alerts/alert.ts';",
      'src/outbox/c.ts': "import * as all from '../alerts/alert.ts';\nexport { all };",
    },
    found: [
      'src/outbox/a.ts:2: export of everything: exports all of ../alerts/alert.ts.',
      'src/outbox/b.ts:1: export of everything: exports all of ../alerts/alert.ts.',
      'src/outbox/c.ts:2: export of everything: exports all of ../alerts/alert.ts.',
    ],
  },
  {
    fault: 'an edge that knows a lower room it has no business with',
    files: {
      'src/delivery/pace.ts': 'export const pace = 1;',
      'src/webhooks/receive.ts': "import { pace } from '../delivery/pace.ts';\nexport const at = pace;",
    },
    found: ['src/webhooks/receive.ts:1: import of another room: webhooks imports src/delivery/pace.ts.'],
  },
  {
    fault: 'an adapter that imports its sibling',
    files: {
      'src/sources/zabbix/level.ts':
        "import { sourceSchema } from '../grafana/config.ts';\nexport const l = sourceSchema;",
    },
    found: [
      'src/sources/zabbix/level.ts:1: import of a sibling: zabbix imports src/sources/grafana/config.ts.',
    ],
  },
  {
    fault: 'the emulator with code of the agent',
    files: {
      'src/emulator/people/a.ts':
        "import type { Alert } from '../../alerts/alert.ts';\nexport type P = Alert;",
    },
    found: ['src/emulator/people/a.ts:1: import of another room: emulator imports src/alerts/alert.ts.'],
  },
  {
    fault: 'the emulator known to app',
    files: {
      'src/app/start.ts': "import { startEmulator } from '../emulator/emulator.ts';\nstartEmulator();",
    },
    found: ['src/app/start.ts:1: upward import: app imports src/emulator/emulator.ts. The app wires'],
  },
  {
    fault: 'a room that the table does not know',
    files: { 'src/attic/box.ts': 'export const box = 1;' },
    found: ['src/attic/box.ts:1: unknown room: attic has no row in the table of rooms.'],
  },
];

const WIRING: readonly Planted[] = [
  {
    fault: 'a domain type exported from app',
    files: { 'src/app/agent.ts': '\n\nexport interface OpenAlarm { readonly alarmId: string }' },
    found: [
      'src/app/agent.ts:3: domain thing exported from wiring: OpenAlarm is no function, and the rules do not list it. The app is wiring',
    ],
  },
  {
    fault: 'a domain type exported from app in the signature of a function',
    files: {
      'src/app/agent.ts':
        'export interface OpenAlarm { readonly id: string }\nexport const close = (alarm: OpenAlarm) => alarm;',
    },
    found: ['src/app/agent.ts:1: domain thing exported from wiring: OpenAlarm is no function'],
  },
  {
    fault: 'a class of the domain exported from app',
    files: { 'src/app/agent.ts': 'export class OpenAlarms {}' },
    found: ['src/app/agent.ts:1: domain thing exported from wiring: OpenAlarms is no function'],
  },
  {
    fault: 'the schema of a domain thing exported from app',
    files: { 'src/app/agent.ts': "import { z } from 'zod';\nexport const alarmSchema = z.strictObject({});" },
    found: ['src/app/agent.ts:2: domain thing exported from wiring: alarmSchema is no function'],
  },
  {
    fault: 'a domain type that app passes on, in each way to write it',
    files: {
      'src/app/a.ts': "\nexport type { Alert } from '../alerts/alert.ts';",
      'src/app/b.ts': "import type { Alert } from '../alerts/alert.ts';\nexport type { Alert as Agent };",
    },
    found: [
      'src/app/a.ts:2: domain thing exported from wiring: exports Alert of ../alerts/alert.ts again.',
      'src/app/b.ts:2: domain thing exported from wiring: exports Alert of ../alerts/alert.ts again.',
    ],
  },
  {
    fault: 'all of a room exported from app',
    files: { 'src/app/agent.ts': "\nexport * from '../alerts/alert.ts';" },
    found: [
      'src/app/agent.ts:2: export of everything: exports all of ../alerts/alert.ts. An import and an export say',
      'src/app/agent.ts:2: domain thing exported from wiring: exports * of ../alerts/alert.ts again.',
    ],
  },
  {
    fault: 'a sixteenth file in app',
    files: Object.fromEntries(
      Array.from({ length: 14 }, (_, i) => [`src/app/start-${i}.ts`, `export const start${i} = () => ${i};`]),
    ),
    found: ['src/app/start-13.ts:1: too many files of wiring: src/app/ has 16 files, at most 15 are wiring.'],
  },
];

const KNOWN: readonly Planted[] = [
  {
    fault: 'ledger shards known to a capability',
    files: {
      'src/reconcile/pass.ts':
        "\nimport { LEDGER_SHARDS as n } from '../outbox/ledger/shards.ts';\nexport const rounds = n;",
    },
    found: ['src/reconcile/pass.ts:2: ledger shards known elsewhere: imports LEDGER_SHARDS of src/outbox/'],
  },
  {
    fault: 'ledger shards known by a member',
    files: {
      'src/reconcile/pass.ts':
        '\nexport const rounds = (outbox: { ledgerShard(i: number): void }) => outbox.ledgerShard(1);\n' +
        'export const all = (journal: object) => (journal as any).shards;\n' +
        'export const some = ({ shards }: any) => shards;',
    },
    found: [
      'src/reconcile/pass.ts:2: ledger shards known elsewhere: names ledgerShard.',
      'src/reconcile/pass.ts:3: ledger shards known elsewhere: names shards.',
      'src/reconcile/pass.ts:4: ledger shards known elsewhere: names shards.',
    ],
  },
  {
    fault: 'ledger shards handed on under another name',
    files: {
      'src/outbox/a.ts': "export { LEDGER_SHARDS as parts } from './ledger/shards.ts';",
      'src/outbox/b.ts':
        "import { LEDGER_SHARDS as n } from './ledger/shards.ts';\nexport { n as rounds, n as shardCount };",
      'src/reconcile/pass.ts': "import { parts } from '../outbox/a.ts';\nexport const rounds2 = parts;",
    },
    found: [
      'src/outbox/a.ts:1: ledger shards known elsewhere: exports LEDGER_SHARDS as parts.',
      'src/outbox/b.ts:2: ledger shards known elsewhere: exports LEDGER_SHARDS as rounds.',
    ],
  },
  {
    fault: 'the file journal known to another file of app',
    files: {
      'src/app/storage.ts':
        "import type { FileJournal } from '../journals/file/file-journal.ts';\nvoid (0 as unknown as FileJournal);",
    },
    found: [
      'src/app/storage.ts:1: the file journal known elsewhere: imports src/journals/file/file-journal.ts.',
    ],
  },
  {
    fault: 'more of the file journal than its entry known to the registry',
    files: { 'src/app/registry.ts': "import '../journals/file/file-journal.ts';" },
    found: [
      'src/app/registry.ts:1: the file journal known elsewhere: imports src/journals/file/file-journal.ts.',
    ],
  },
  {
    fault: 'an adapter constructed by the doctor',
    files: {
      'src/coc/coc-destination.ts': 'export class CocDestination {}',
      'src/doctor/a.ts':
        "import type { CocDestination } from '../coc/coc-destination.ts';\nexport type A = CocDestination;",
      'src/doctor/b.ts':
        "import { CocDestination } from '../coc/coc-destination.ts';\nexport const b = new CocDestination();",
    },
    found: ['src/doctor/b.ts:1: the construction of an adapter known elsewhere: imports CocDestination of'],
  },
];

const USES: readonly Planted[] = [
  {
    fault: 'files read in the core',
    files: {
      'src/outbox/read.ts': "import { readFile } from 'node:fs/promises';\nexport const read = readFile;",
    },
    found: ['src/outbox/read.ts:1: module out of place: imports node:fs/promises. Decisions stay free'],
  },
  {
    fault: 'the process ended elsewhere, in each way to write it',
    files: {
      'src/cli/a.ts': '\nexport const a = () => process.exit(1);',
      'src/cli/b.ts': "export const b = () => process['exit'](1);",
      'src/cli/c.ts': "import { exit } from 'node:process';\nexport const c = exit;",
      'src/cli/d.ts': 'const { exit } = process;\nexport const d = exit;',
    },
    found: [
      'src/cli/a.ts:2: call out of place: uses process.exit, which belongs in src/main.ts. The process ends',
      'src/cli/b.ts:1: call out of place: uses process.exit',
      'src/cli/c.ts:1: call out of place: uses process.exit',
      'src/cli/d.ts:1: call out of place: uses process.exit',
    ],
  },
  {
    fault: 'files read at the intake, with and without the prefix of Node',
    files: {
      'src/intake/a.ts': "import { readFile } from 'node:fs/promises';\nexport const a = readFile;",
      'src/intake/b.ts': "import { readFileSync } from 'fs';\nexport const b = readFileSync;",
    },
    found: [
      'src/intake/a.ts:1: module out of place: imports node:fs/promises. Decisions stay free',
      'src/intake/b.ts:1: module out of place: imports fs. Decisions stay free',
    ],
  },
  {
    fault: 'the process ended through its module or a global, in each way to write it',
    files: {
      'src/cli/a.ts': "import p from 'node:process';\nexport const a = () => p.exit(1);",
      'src/cli/b.ts': "import * as p from 'node:process';\nexport const b = () => p.exit(1);",
      'src/cli/c.ts': "import { exit as leave } from 'process';\nexport const c = () => leave(1);",
      'src/cli/d.ts': 'export const d = () => globalThis.process.exit(1);',
      'src/cli/e.ts': "export const e = () => globalThis['process']?.[`exit`](1);",
      'src/cli/f.ts': 'const own = process;\nexport const f = own.exit.bind(own, 1);',
      'src/cli/g.ts': 'const { process: { exit: leave } } = globalThis;\nexport const g = () => leave(1);',
      'src/cli/h.ts': "export const h = async () => (await import('node:process')).default.exit(1);",
    },
    found: [
      'src/cli/a.ts:2: call out of place: uses process.exit, which belongs in src/main.ts.',
      'src/cli/b.ts:2: call out of place: uses process.exit',
      'src/cli/c.ts:1: call out of place: uses process.exit',
      'src/cli/d.ts:1: call out of place: uses process.exit',
      'src/cli/e.ts:1: call out of place: uses process.exit',
      'src/cli/f.ts:2: call out of place: uses process.exit',
      'src/cli/g.ts:1: call out of place: uses process.exit',
      'src/cli/h.ts:1: call out of place: uses process.exit',
    ],
  },
  {
    fault: 'the network reached past undici',
    files: {
      'src/coc/a.ts': "export const a = () => globalThis.fetch('http://coc');",
      'src/coc/b.ts': 'export const b = (send = fetch) => send;',
      'src/coc/c.ts': 'const { fetch: send } = globalThis;\nexport const c = () => send;',
    },
    found: [
      'src/coc/a.ts:1: call out of place: uses fetch, which belongs in src/emulator/page/.',
      'src/coc/b.ts:1: call out of place: uses fetch',
      'src/coc/c.ts:1: call out of place: uses fetch',
    ],
  },
  {
    fault: 'timers and the clock of the machine in the core and elsewhere',
    files: {
      'src/outbox/a.ts': 'export const a = () => performance.now();',
      'src/outbox/b.ts': 'export const b = () => setTimeout(() => undefined, 1);',
      'src/delivery/c.ts': 'export const c = () => globalThis.setInterval(() => undefined, 1);',
      'src/delivery/d.ts':
        "import { setTimeout as sleep } from 'node:timers/promises';\nexport const d = () => sleep(1);",
      'src/reconcile/e.ts':
        "import { performance as p } from 'node:perf_hooks';\nexport const e = () => p.now();",
      'src/app/f.ts': 'export const f = () => new globalThis.Date();',
      'src/app/g.ts': 'const { now } = Date;\nexport const g = () => now();',
      'src/app/h.ts': 'export const h = (timer = setTimeout) => timer;',
    },
    found: [
      'src/app/f.ts:1: call out of place: uses new Date',
      'src/app/g.ts:1: call out of place: uses Date.now',
      'src/app/h.ts:1: call out of place: uses setTimeout',
      'src/delivery/c.ts:1: call out of place: uses setInterval',
      'src/delivery/d.ts:1: call out of place: uses setTimeout',
      'src/outbox/a.ts:1: call out of place: uses performance.now',
      'src/outbox/b.ts:1: call out of place: uses setTimeout, which belongs in src/time/, src/cli/',
      'src/reconcile/e.ts:2: call out of place: uses performance.now',
    ],
  },
  {
    fault: 'the time taken from the clock of the machine',
    files: { 'src/outbox/a.ts': 'export const a = [Date.now(), new Date()];\nexport const b = new Date(0);' },
    found: [
      'src/outbox/a.ts:1: call out of place: uses Date.now',
      'src/outbox/a.ts:1: call out of place: uses new Date',
    ],
  },
];

const NAMES: readonly Planted[] = [
  {
    fault: 'two exports of one name',
    files: {
      'src/time/a.ts': '\nexport const answer = 1;',
      'src/outbox/b.ts': 'export function answer() {}',
    },
    found: [
      'src/outbox/b.ts:1: exports alike: answer is exported by src/time/a.ts too.',
      'src/time/a.ts:2: exports alike: answer is exported by src/outbox/b.ts too.',
    ],
  },
  {
    fault: 'two files of one name',
    files: { 'src/time/policy.ts': 'export const a = 1;', 'src/outbox/policy.ts': 'export const b = 1;' },
    found: ['src/outbox/policy.ts:1: files alike: policy.ts', 'src/time/policy.ts:1: files alike: policy.ts'],
  },
  {
    fault: 'a type with a word of another thing',
    files: { 'src/outbox/a.ts': '\nexport interface Episode {}' },
    found: ['src/outbox/a.ts:2: wrong word: "Episode" in Episode: say Series: an episode is one span'],
  },
  {
    fault: 'half a word of the glossary, in a name and in the name of a file',
    files: {
      'src/dead-letters/redrive-letter.ts': 'export const LETTER_CHANGES = 1;\nexport type DeadLetters = 1;',
    },
    found: [
      'src/dead-letters/redrive-letter.ts:1: wrong word: "letter" in the name of the file: say dead letter.',
      'src/dead-letters/redrive-letter.ts:1: wrong word: "letter" in LETTER_CHANGES: say dead letter.',
    ],
  },
  {
    fault: 'a word of two parts',
    files: { 'src/time/a.ts': 'export class ConfigInForce {}' },
    found: ['src/time/a.ts:1: wrong word: "in force" in ConfigInForce: say current.'],
  },
  {
    fault: 'a wrong word in names that a file keeps for itself',
    files: {
      'src/dead-letters/a.ts':
        'export class Kept {\n  #requeueAll() {}\n  dlqSize() {}\n}\nfunction isStanding(inForce: boolean) {}\n' +
        'const tickets = 1;\nconst { letters } = {} as any;\ntype Episode = string;\nconst episodes = episodeState;',
    },
    found: [
      'src/dead-letters/a.ts:2: wrong word: "requeue" in requeueAll: say redrive.',
      'src/dead-letters/a.ts:3: wrong word: "dlq" in dlqSize: say dead letters.',
      'src/dead-letters/a.ts:5: wrong word: "standing" in isStanding: say the name of the state.',
      'src/dead-letters/a.ts:5: wrong word: "in force" in inForce: say current.',
      'src/dead-letters/a.ts:6: wrong word: "ticket" in tickets: say incident.',
      'src/dead-letters/a.ts:7: wrong word: "letter" in letters: say dead letter.',
      'src/dead-letters/a.ts:8: wrong word: "Episode" in Episode: say Series',
      'src/dead-letters/a.ts:9: wrong word: "episodes" in episodes: say series.',
      'src/dead-letters/a.ts:9: wrong word: "episode state" in episodeState: say series state.',
    ],
  },
  {
    fault: 'a wrong word in comments and strings',
    files: {
      'src/cli/a.ts':
        '// Shows the letters.\nexport const help = "requeue a DLQ entry";\n' +
        'export const more = (id: number) => `put $' +
        '{id} of the tickets in force`;\n' +
        '/**\n * The policy in\n * force.\n */',
    },
    found: [
      'src/cli/a.ts:1: wrong word: "letter" in a comment: say dead letter.',
      'src/cli/a.ts:2: wrong word: "dlq" in the string "requeue a DLQ entry": say dead letters.',
      'src/cli/a.ts:2: wrong word: "requeue" in the string "requeue a DLQ entry": say redrive.',
      'src/cli/a.ts:3: wrong word: "in force" in the string " of the tickets in force": say current.',
      'src/cli/a.ts:3: wrong word: "ticket" in the string " of the tickets in force": say incident.',
      'src/cli/a.ts:5: wrong word: "in force" in a comment: say current.',
    ],
  },
  {
    fault: 'a wrong word in a page, but not in a block or in back quotes',
    files: {
      'docs/operating.md':
        '# A page\n\nRequeue the letter; a dead\nletter of 32 letters and digits.\n\n```sh\nrequeue\n```\n\n`dlq` is standing.\n',
    },
    found: [
      'docs/operating.md:3: wrong word: "letter" in the page: say dead letter.',
      'docs/operating.md:3: wrong word: "requeue" in the page: say redrive.',
      'docs/operating.md:10: wrong word: "standing" in the page: say the name of the state.',
    ],
  },
  {
    fault: 'the state of a series named after its episode, beside right names',
    files: {
      'src/outbox/a.ts':
        '\nexport type EpisodeState = 1;\nexport type EpisodeId = 2;\n' +
        'export const a = (episodeId: EpisodeId, deadLetters: 1) => "grant coc:ticket:list";',
    },
    found: ['src/outbox/a.ts:2: wrong word: "episode state" in EpisodeState: say series state.'],
  },
  {
    fault: 'a wrong word in a docstring, but not a stored name in back quotes',
    files: { 'src/outbox/a.ts': '/**\n * Stored as `untold`.\n * It is untold.\n */\nexport const a = 1;' },
    found: ['src/outbox/a.ts:3: wrong word: "untold" in a comment: say unsent.'],
  },
  {
    fault: 'a word of another system, outside of the room that speaks with it',
    files: {
      'src/coc/wire.ts': 'export const listTickets = 1;',
      'src/incidents/rules.ts': 'export const openTicket = 1;',
    },
    found: ['src/incidents/rules.ts:1: wrong word: "ticket" in openTicket: say incident.'],
  },
  {
    fault: 'a file named after no concept',
    files: { 'src/time/utils.ts': 'export const a = 1;' },
    found: ['src/time/utils.ts:1: wrong word: "utils" in the name of the file'],
  },
];

describe('a planted fault is found with its file, line, rule and reason', () => {
  it('where there is none, nothing is found', () => {
    expect(findingsOf({}).map(describeFinding)).toEqual([]);
  });

  it.each([...ROOMS, ...WIRING, ...KNOWN, ...USES, ...NAMES])('$fault', ({ files, found }) => {
    const findings = findingsOf(files);
    const lines = findings.map(describeFinding);
    expect(lines.map((line, i) => line.slice(0, found[i]?.length))).toEqual(found);
    expect(findings.filter(({ reason }) => reason === '')).toEqual([]);
  });

  it('names the file that can not be read', () => {
    expect(() => findingsOf({ 'src/time/a.ts': 'export const = 1;' })).toThrow(
      'could not parse src/time/a.ts',
    );
  });
});
