import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CocConfig } from '../../../src/coc/config.ts';
import type { ProjectReading } from '../../../src/coc/look-up-project.ts';
import type { ProbedCall } from '../../../src/coc/probe.ts';
import { type ExaminedDestination, examine } from '../../../src/doctor/examine.ts';
import type { CalledAddress } from '../../../src/egress/destinations.ts';
import { Egress, type Resolve } from '../../../src/egress/egress.ts';
import type { ConfigIssue } from '../../../src/errors.ts';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { FailedOutcome, Outcome } from '../../../src/outbox/events/outcome.ts';
import type { ActiveAlerts } from '../../../src/sources/active-alerts.ts';

const REFUSED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such key' };
const POLICY = {
  level: 'level_20',
  type: 'inc_type_p_monitoring_issues',
  creator: 'c',
  assignee: { scene: 's', role: 'r' },
};

const WORKS: ProbedCall = {
  ...{ verdict: 'works', sent: true, connected: true },
  outcome: { kind: 'rejected', reason: 'not-found', detail: 'COC.00067003' },
};
const GOOD: Probed = { read: WORKS, list: WORKS, clock: { measuredMs: 2_000, appliedMs: 0 } };
const UNREACHED: Probed = {
  read: {
    ...{ verdict: 'failed', sent: true, connected: false },
    outcome: { kind: 'retry', reason: 'network', scope: 'destination', detail: 'ECONNREFUSED' },
  },
};

type Probed = Awaited<ReturnType<ExaminedDestination['probe']>>;

/** A COC that takes alarms of all integrations but one. */
function destinationWithout(
  refused: 'other' | 'recoveries',
  { probe, refusal = REFUSED }: { readonly probe: Probed; readonly refusal?: Outcome },
) {
  const taken: DueEntry[] = [];
  let open = true;
  const destination: ExaminedDestination = {
    probe: async () => probe,
    async deliver(entry) {
      const { body } = entry;
      if (body.kind !== 'report-alarm') return REFUSED;
      const { integration, alarmStatus } = body.alarm;
      if (refused === 'other' ? integration === 'other' : alarmStatus === 'ok') return refusal;
      taken.push(entry);
      return { kind: 'delivered', result: 'alarm-reported' };
    },
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
  readonly probe?: Probed;
  /** Answer of COC to alarms of the integration `other`, or to the recoveries of all. */
  readonly refusal?: FailedOutcome;
  readonly refused?: 'other' | 'recoveries';
  readonly auth?: Partial<AkskAuth>;
  readonly project?: ProjectReading;
  readonly unusable?: true;
  readonly unusableFiles?: readonly ConfigIssue[];
}

type AkskAuth = Extract<CocConfig['auth'], { type: 'aksk' }>;

const PROJECT = '0123456789abcdef0123456789abcdef';

async function examined(parts: ExaminedParts = {}) {
  const {
    testAlarm = false,
    dataDir = '',
    called = [],
    probe = GOOD,
    refusal,
    refused = 'other',
    auth,
    unusable,
    unusableFiles = [],
  } = parts;
  const { project = { kind: 'found', id: PROJECT, name: 'cn-north-4', enabled: true } } = parts;
  let lookUps = 0;
  const directory = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const coc = destinationWithout(refused, { probe, ...(refusal && { refusal }) });
  const source = sourceThat({ kind: 'unreachable', fault: 'access', detail: 'HTTP 401' });
  const reconcile = { timeout: 1_000 };
  const findings = await examine(
    {
      settings: {
        dataDir: dataDir === '' ? directory : dataDir,
        coc: {
          ...{ endpoint: 'https://coc.example.com', timeout: 1_000, incidentApi: 'auto' },
          auth: { type: 'aksk', projectId: PROJECT, ...auth },
        },
        alarm: { applicationId: { constant: true, source: 'app' } },
        language: 'en',
        incidents: [POLICY as never],
        sources: { graf: { type: 'grafana', reconcile }, unasked: { type: 'zabbix' } },
      },
      findCopy: async () => undefined,
      integrations: ['default', 'other'],
      destination: unusable ? { unusable: 'no CA file' } : coc.destination,
      async lookUpProject() {
        lookUps += 1;
        return project;
      },
      files: [{ path: 'coc.auth.secretKeyFile' }],
      unusableFiles,
      active: unusable ? { unusable: 'no token file' } : new Map([['graf', source.adapter]]),
      called,
      egress: new Egress({}, resolvingToMetadata),
    },
    { testAlarm, now: 1_000 },
  );
  const of = (name: string) => findings.find(({ check }) => check === name);
  return { findings, coc, source, of, lookUps: () => lookUps };
}

describe('an examination', () => {
  it('looks at everything, sends nothing, and closes what it was given', async () => {
    const { findings, coc, source } = await examined();
    expect(findings.map(({ check, result }) => `${check}: ${result}`)).toEqual([
      'data directory: good',
      'files: good',
      'addresses: good',
      ...['name resolution', 'connection', 'TLS', 'answer', 'clock', 'credentials', 'project'].map(
        (step) => `${step}: good`,
      ),
      'permission to read incidents: good',
      'permission to list incidents: good',
      'integration keys: unknown',
      'incident policy incidents[0]: unknown',
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

  const FAILS: FailedOutcome = {
    kind: 'retry',
    reason: 'server-error',
    scope: 'destination',
    detail: 'HTTP 503',
  };

  it.each<[string, FailedOutcome, RegExp]>([
    ['COC fails', FAILS, /^COC itself fails: try again later/],
    ['COC gets too much', { ...FAILS, reason: 'throttled' }, /^COC gets too many calls/],
    [
      'no answer comes',
      { kind: 'unknown', reason: 'timeout', detail: 'no answer' },
      /coc.timeout; close "Test of coc-alarm-agent" in COC if it is there$/,
    ],
    ['the key is wrong', { kind: 'rejected', reason: 'unknown-integration', detail: 'no' }, /^check the key/],
    ['the body is wrong', { kind: 'rejected', reason: 'bad-request', detail: 'no' }, /alarm.applicationId$/],
  ])('advises by the reason when %s at the test alarm', async (_what, refusal, remedy) => {
    const { of } = await examined({ testAlarm: true, refusal });
    expect(of('integration other')).toMatchObject({ result: 'bad', remedy: expect.stringMatching(remedy) });
  });

  it('tells that a test alarm stays open when its recovery fails', async () => {
    const { of } = await examined({ testAlarm: true, refusal: FAILS, refused: 'recoveries' });
    expect(of('integration default')?.words).toMatch(/test alarm \(ok\): HTTP 503$/);
    expect(of('integration default')?.remedy).toMatch(
      /; close "Test of coc-alarm-agent" in COC, where it is open$/,
    );
  });

  it.each([
    ['coc.integrationKeyFile', 'default', 'other'],
    ['coc.integrations["other"].integrationKeyFile', 'other', 'default'],
    ['coc.integrations.other.integrationKeyFile', 'other', 'default'],
  ])('sends nothing with the key of %s when that has no usable file', async (path, without, withKey) => {
    const unusableFiles = [{ path, message: 'names a file that cannot be read: ENOENT', remedy: 'x' }];
    const missing = {
      result: 'unknown',
      words: `not tested, because it has no key: ${path} names a file that cannot be read: ENOENT`,
    };
    const sent = await examined({ testAlarm: true, unusableFiles });
    expect(sent.of(`integration ${without}`)).toMatchObject(missing);
    expect(sent.of(`integration ${withKey}`)?.result).toMatch(/good|bad/);
    const quiet = await examined({ unusableFiles });
    expect(quiet.of(`integration ${without}`)).toMatchObject(missing);
    expect(quiet.of('integration keys')?.words).toContain(`not tested (${withKey});`);
  });

  it('sends no test alarm when nothing can arrive, and does not say that COC refused it', async () => {
    const { of, coc, lookUps } = await examined({ testAlarm: true, probe: UNREACHED });
    expect(of('integration keys')).toMatchObject({
      result: 'unknown',
      words: 'not tested (default, other): no alarm was sent, because of: connection',
    });
    expect([of('integration default'), coc.taken, coc.isOpen(), lookUps()]).toEqual([
      undefined,
      [],
      false,
      0,
    ]);
    expect(of('project')).toMatchObject({ result: 'unknown' });
  });

  it('sends a test alarm although only the probe is answered strangely', async () => {
    const strange = { ...WORKS, verdict: 'absent' } as const;
    const outcome = { kind: 'retry', reason: 'not-found', scope: 'destination', detail: '404' } as const;
    const probe = { read: { ...strange, outcome }, list: { ...strange, outcome } };
    const { of } = await examined({ testAlarm: true, probe });
    expect([of('answer')?.result, of('integration default')?.result]).toEqual(['good', 'good']);
    expect(of('permission to read incidents')).toMatchObject({ result: 'bad' });
  });

  it('leaves the answer bad where COC takes no test alarm either', async () => {
    const outcome = { kind: 'retry', reason: 'not-found', scope: 'destination', detail: '404' } as const;
    const read = { ...WORKS, verdict: 'strange', outcome } as const;
    const { of } = await examined({ testAlarm: true, probe: { read }, refused: 'recoveries' });
    expect([of('answer')?.result, of('integration default')?.result]).toEqual(['bad', 'bad']);
  });

  it('names each file that cannot be used, and claims nothing without its connections', async () => {
    const unusableFiles = [{ path: 'coc.auth.secretKeyFile', message: 'is missing', remedy: 'write it' }];
    const { of, findings } = await examined({ unusable: true, unusableFiles });
    expect(of('file of coc.auth.secretKeyFile')).toMatchObject({ result: 'bad', remedy: 'write it' });
    expect(of('source graf')).toMatchObject({ result: 'unknown', words: 'not asked: no token file' });
    expect(of('answer')).toMatchObject({ result: 'unknown', words: 'not tested: no CA file' });
    const good = findings.filter(({ result }) => result === 'good').map(({ check }) => check);
    expect(good).toEqual(['data directory', 'addresses']);
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

describe('a project', () => {
  it.each<[string, ProjectReading, string, RegExp]>([
    ['is found', { kind: 'found', id: PROJECT, name: 'cn-north-4', enabled: true }, 'good', /is cn-north-4/],
    [
      'is disabled',
      { kind: 'found', id: PROJECT, name: 'x', enabled: false },
      'bad',
      /disabled.*enabled project/,
    ],
    ['is not there', { kind: 'absent', projects: [] }, 'bad', /the account has no .*My Credentials/],
    [
      'is one of others',
      { kind: 'absent', projects: [{ id: 'p1', name: 'cn-east-3', enabled: true }] },
      'bad',
      /IAM lists cn-east-3 p1/,
    ],
    [
      'is written as its name',
      { kind: 'absent', projects: [{ id: 'p1', name: PROJECT, enabled: true }] },
      'bad',
      /is a name; write its id, p1/,
    ],
    ['cannot be looked up', { kind: 'unknown', detail: 'HTTP 403' }, 'unknown', /not looked up.*HTTP 403/],
  ])('that %s is told so', async (_how, project, result, words) => {
    const { of, lookUps } = await examined({ project });
    const finding = of('project');
    expect([finding?.result, lookUps()]).toEqual([result, 1]);
    expect(`${finding?.words} ${finding?.remedy ?? ''}`).toMatch(words);
  });

  it('is not looked up when none is configured', async () => {
    const { of, lookUps } = await examined({ auth: { projectId: undefined } });
    expect([of('project')?.result, lookUps()]).toEqual(['skipped', 0]);
  });
});
