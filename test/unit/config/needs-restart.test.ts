import { expect, it } from 'vitest';
import { configSchema } from '../../../src/app/registry.ts';
import { needsRestart, startSettings } from '../../../src/config/needs-restart.ts';

const BASE = {
  coc: { endpoint: 'http://127.0.0.1:9097', integrationKey: 'k'.repeat(32), auth: { type: 'none' } },
  sources: { am: { type: 'alertmanager' } },
  alarm: { applicationId: 'app' },
};

function configOf(more: object) {
  return configSchema.parse({ ...BASE, ...more });
}

it.each<[string, object, readonly string[]]>([
  ['nothing', {}, []],
  ['the limits of senders', { listen: { limits: { requestsPerSecond: 5 }, maxBody: '1MiB' } }, []],
  ['how much may wait', { outbox: { maxEntries: 5, maxSeriesPerSource: 2_000, maxBytes: '1GiB' } }, []],
  ['the lines about alarms', { log: { alarms: true } }, []],
  ['routes', { routes: [{ match: ['a="b"'], drop: true }] }, []],
  ['where senders come in', { listen: { webhooks: '127.0.0.1:1' } }, ['listen.webhooks']],
  ['the certificate files', { listen: { tls: { admin: { certFile: 'c', keyFile: 'k' } } } }, ['listen.tls']],
  ['the room of dead letters', { outbox: { deadLetters: { maxBytes: '1MiB' } } }, ['outbox']],
  ['admin and log', { admin: { timezone: 'Asia/Shanghai' }, log: { level: 'debug' } }, ['admin', 'log']],
  ['the data directory', { dataDir: '/elsewhere' }, ['dataDir']],
  ['the spelling of the data directory', { dataDir: `${process.cwd()}/data/` }, []],
])('a change of %s waits for a restart only where it is read at a start', (_what, more, expected) => {
  expect(needsRestart(configOf({}), configOf(more))).toEqual(expected);
});

it('a change of the journal waits for a restart', () => {
  const current = configOf({});
  expect(needsRestart(current, { ...current, journal: { type: 'another' } })).toEqual(['journal']);
});

it('what is read at a start is told by the directory from which relative paths count', () => {
  const { dataDir, admin } = startSettings(configOf({}), '/run/agent');
  expect(dataDir).toBe('"/run/agent/data"');
  expect(startSettings(configOf({ dataDir: '/run/agent/data/' }), '/elsewhere').dataDir).toBe(dataDir);
  expect(startSettings(configOf({})).dataDir).toBe(JSON.stringify(`${process.cwd()}/data`));
  expect(startSettings(configOf({}), '/elsewhere').admin).toBe(admin);
});
