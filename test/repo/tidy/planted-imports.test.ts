import { describe, expect, it } from 'vitest';
import { describeFinding } from '../../../.ci/tidy/check.mjs';
import { findingsOf, itFinds, type Planted } from './planted.ts';

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

describe('a planted fault among the imports', () => {
  it('is not found where there is none', () => {
    expect(findingsOf({}).map(describeFinding)).toEqual([]);
  });

  it('is not looked for in a file that can not be read, which is named', () => {
    expect(() => findingsOf({ 'src/time/a.ts': 'export const = 1;' })).toThrow(
      'could not parse src/time/a.ts',
    );
  });

  itFinds([...ROOMS]);
});
