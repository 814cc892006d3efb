import { describe } from 'vitest';
import { itFinds, type Planted } from './planted.ts';

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

describe('a planted fault among what a room exports or may know', () => {
  itFinds([...WIRING, ...KNOWN]);
});
