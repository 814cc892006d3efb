import { describe } from 'vitest';
import { itFinds, type Planted } from './planted.ts';

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
    fault: 'text that becomes code',
    files: {
      'src/routing/a.ts': 'export const a = (text: string) => new Function(text)();',
      'src/routing/b.ts': 'export const b = (text: string) => (0, eval)(text) ?? Function(text);',
      'src/cli/c.ts': "import { runInNewContext } from 'node:vm';\nexport const c = runInNewContext;",
      'src/cli/d.ts': 'export const d = globalThis.eval;',
    },
    found: [
      'src/cli/c.ts:1: module out of place: imports node:vm. Text never becomes code.',
      'src/cli/d.ts:1: call out of place: uses eval, which belongs nowhere. Text never becomes code;',
      'src/routing/a.ts:1: call out of place: uses Function, which belongs nowhere.',
      'src/routing/b.ts:1: call out of place: uses Function',
    ],
  },
  {
    fault: 'a client that does not ask whether it may connect',
    files: {
      'src/webhooks/a.ts': "import { Pool } from 'undici';\nexport const a = Pool;",
      'src/coc/b.ts': "import { Pool } from 'undici';\nexport const b = Pool;",
    },
    found: [
      'src/coc/b.ts:1: module out of place: imports undici. Whatever the agent calls, src/egress decides first',
      'src/webhooks/a.ts:1: module out of place: imports undici.',
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

describe('a planted use of the runtime', () => {
  itFinds([...USES]);
});
