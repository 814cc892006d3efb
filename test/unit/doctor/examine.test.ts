import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ExaminedDestination, examine } from '../../../src/doctor/examine.ts';
import type { CalledAddress } from '../../../src/egress/destinations.ts';
import { Egress, type Resolve } from '../../../src/egress/egress.ts';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { ActiveAlerts } from '../../../src/sources/active-alerts.ts';

const REFUSED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such key' };
const POLICY = {
  level: 'level_20',
  type: 'inc_type_p_monitoring_issues',
  creator: 'c',
  assignee: { scene: 's', role: 'r' },
};

/** A COC that takes alarms of all integrations but one. */
function destinationWithout(integration: string) {
  const taken: DueEntry[] = [];
  let open = true;
  const destination: ExaminedDestination = {
    check: async () => ({ outcome: { kind: 'delivered' }, sent: true }),
    async deliver(entry) {
      const { body } = entry;
      if (body.kind !== 'report-alarm' || body.alarm.integration === integration) return REFUSED;
      taken.push(entry);
      return { kind: 'delivered', result: 'alarm-reported' };
    },
    clockOffset: () => ({ measuredMs: 2_000 }),
    async close() {
      open = false;
    },
  };
  return { destination, taken, isOpen: () => open };
}

function sourceThat(look: Awaited<ReturnType<ActiveAlerts['look']>>) {
  let open = true;
  const adapter = {
    look: async () => look,
    async close() {
      open = false;
    },
  } as unknown as ActiveAlerts;
  return { adapter, isOpen: () => open };
}

/** A name server that leads to the metadata service. */
const resolvingToMetadata: Resolve = (_host, _options, done) =>
  done(null, [{ address: '169.254.169.254', family: 4 }]);

interface ExaminedParts {
  readonly testAlarm?: boolean;
  readonly dataDir?: string;
  readonly called?: readonly CalledAddress[];
}

async function examined({ testAlarm = false, dataDir = '', called = [] }: ExaminedParts = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const coc = destinationWithout('other');
  const source = sourceThat({ kind: 'unreachable', fault: 'access', detail: 'HTTP 401' });
  const reconcile = { timeout: 1_000 };
  const findings = await examine(
    {
      settings: {
        dataDir: dataDir === '' ? directory : dataDir,
        coc: { endpoint: 'https://coc.example.com', timeout: 1_000, auth: { type: 'none' } },
        alarm: { applicationId: { constant: true, source: 'app' } },
        incidents: [POLICY as never],
        sources: { graf: { type: 'grafana', reconcile }, unasked: { type: 'zabbix' } },
      },
      integrations: ['default', 'other'],
      destination: coc.destination,
      active: new Map([['graf', source.adapter]]),
      called,
      egress: new Egress({}, resolvingToMetadata),
    },
    { testAlarm, now: 1_000 },
  );
  return { findings, coc, source, of: (name: string) => findings.find(({ check }) => check === name) };
}

describe('an examination', () => {
  it('looks at everything, sends nothing, and closes what it was given', async () => {
    const { findings, coc, source } = await examined();
    expect(findings.map(({ check, result }) => `${check}: ${result}`)).toEqual([
      'data directory: good',
      'addresses: good',
      ...['name resolution', 'connection', 'TLS', 'answer', 'clock', 'credentials', 'project'].map(
        (step) => `${step}: good`,
      ),
      'permission to list incidents: good',
      'integration keys: unknown',
      'incident policy incidents[0]: good',
      'source graf: bad',
    ]);
    expect([coc.taken, coc.isOpen(), source.isOpen()]).toEqual([[], false, false]);
  });

  it('sends a test alarm with each key when told to, and resolves it', async () => {
    const { of, coc } = await examined({ testAlarm: true });
    const told = coc.taken.map(({ body }) => body.kind === 'report-alarm' && body.alarm);
    expect(told).toMatchObject([
      { integration: 'default', alarmStatus: 'alarm', applicationId: 'app', time: 1_000 },
      { integration: 'default', alarmStatus: 'ok', applicationId: 'app', time: 1_000 },
    ]);
    expect(of('integration default')).toMatchObject({ result: 'good' });
    expect(of('integration other')).toMatchObject({
      result: 'bad',
      words: 'COC did not take the test alarm (alarm): no such key',
      remedy: expect.stringContaining('Integration Management'),
    });
  });

  it('finds an address that must not be called, whether the configuration or DNS says it', async () => {
    const byName = { path: 'coc.endpoint', url: 'https://coc.example', resolvedBy: 'agent' } as const;
    const { findings } = await examined({
      called: [
        byName,
        { path: 'sources.am.reconcile.url', url: 'http://[fe80::1]:9093', resolvedBy: 'agent' },
        { ...byName, path: 'coc.auth.iamEndpoint', resolvedBy: 'proxy' },
      ],
    });
    expect(findings.filter(({ check }) => check.startsWith('address'))).toMatchObject([
      {
        check: 'address coc.endpoint',
        result: 'bad',
        words: expect.stringContaining('resolves to 169.254.169.254, an address of cloud metadata'),
        remedy: expect.stringContaining('egress.allow'),
      },
      { check: 'address sources.am.reconcile.url', words: expect.stringContaining('a link-local address') },
    ]);
  });

  it('has a remedy for a directory that it cannot use, and for a source that refuses', async () => {
    const { of } = await examined({ dataDir: '/dev/null/data' });
    expect(of('data directory')).toMatchObject({ result: 'bad', remedy: expect.stringContaining('dataDir') });
    expect(of('source graf')).toMatchObject({
      words: 'HTTP 401',
      remedy: expect.stringContaining(
        'sources.graf.reconcile.auth: it needs the token of an enabled service',
      ),
    });
    expect(of('source unasked')).toBeUndefined();
  });
});
