import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CocDestination } from '../../../src/coc/coc-destination.ts';
import { cocSchema } from '../../../src/coc/config.ts';
import { KeptRefusals } from '../../../src/coc/kept-refusals.ts';
import type { ObservedCall } from '../../../src/coc/observed-call.ts';
import type { CocDeps } from '../../../src/coc/open-client.ts';
import type { RemarkIncident } from '../../../src/outbox/events/entry.ts';
import { type Clock, systemClock } from '../../../src/time/clock.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type CocServer, json, type Script, SUCCESS, startServer } from './coc-server.ts';
import { due, incident, REQUEST, remark, report } from './entries.ts';
import { MemoryNote } from './memory-note.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const AKSK = { type: 'aksk', accessKey: 'AK-OF-OURS', secretKey: 'SK-OF-OURS' };
const SIGNAL = new AbortController().signal;
const CREATED = { error_code: 'GOM.00000000', error_msg: null, data: { incident_num: 'IM1' } };

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(script: Script): Promise<CocServer> {
  const server = await startServer(script);
  closers.push(() => server.close());
  return server;
}

function connect(
  endpoint: string,
  config: Record<string, unknown> = {},
  deps: Partial<CocDeps> = {},
): CocDestination {
  const coc = { endpoint, integrationKey: KEY, auth: { type: 'none' }, timeout: '10s', ...config };
  const destination = new CocDestination(cocSchema.parse(coc), {
    clock: systemClock,
    random: () => 0,
    ...deps,
  });
  closers.push(() => destination.close());
  return destination;
}

const answerWell: Script = (_request, response) => json(response, 200, SUCCESS, { 'x-request-id': 'r1' });

describe('reporting an alarm', () => {
  it('posts it under the key of its integration, and takes the id of the request', async () => {
    const server = await serve(answerWell);
    const outcome = await connect(server.origin).deliver(due(), SIGNAL);
    expect(outcome).toEqual({ kind: 'delivered', result: 'alarm-reported', requestId: 'r1' });
    expect(server.seen).toMatchObject([
      { url: `/v1/event/huawei/custom/${KEY}`, headers: { 'content-type': 'application/json' } },
    ]);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({ alarmId: 'a1', alarmLevel: 'Critical' });
  });

  it('uses the key of a named integration', async () => {
    const server = await serve(answerWell);
    const destination = connect(server.origin, { integrations: { db: { integrationKey: 'dbkey' } } });
    await destination.deliver(due(report({ alarm: { integration: 'db' } })), SIGNAL);
    expect(server.seen[0]?.url).toBe('/v1/event/huawei/custom/dbkey');
  });

  it('uses the key that an integration has under its new name', async () => {
    const server = await serve(answerWell);
    const integrations = { db: { integrationKey: 'dbkey', renamedFrom: ['database'] } };
    const destination = connect(server.origin, { integrations });
    await destination.deliver(due(report({ alarm: { integration: 'database' } })), SIGNAL);
    expect(server.seen[0]?.url).toBe('/v1/event/huawei/custom/dbkey');
  });

  it('says what to set when there is no such integration', async () => {
    const server = await serve(answerWell);
    const destination = connect(server.origin, { integrations: { db: { integrationKey: 'dbkey' } } });
    const outcome = await destination.deliver(due(report({ alarm: { integration: 'web' } })), SIGNAL);
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'unknown-integration', scope: 'destination' });
    expect(outcome).toMatchObject({
      detail: expect.stringMatching(/\(known: default, db\); set coc\.integrations\.web/),
    });
    expect(server.seen).toEqual([]);
  });

  it.each([
    ['would lead elsewhere', '../../x?y'],
    ['is empty', ' '],
    ['is longer than COC takes', 'x?y'.repeat(100)],
  ])('sends nothing to a key from a file that %s, and says which', async (_how, key) => {
    const server = await serve(answerWell);
    const directory = mkdtempSync(join(tmpdir(), 'coc-key-'));
    closers.push(async () => rmSync(directory, { recursive: true }));
    writeFileSync(join(directory, 'key'), key);
    const config = { integrationKey: undefined, integrationKeyFile: join(directory, 'key') };
    const outcome = await connect(server.origin, config).deliver(due(), SIGNAL);
    expect(outcome).toMatchObject({
      ...{ kind: 'retry', reason: 'unknown-integration', scope: 'destination' },
      detail: expect.stringContaining('coc.integrationKey'),
    });
    expect(JSON.stringify(outcome)).not.toContain('x?y');
    expect(server.seen).toEqual([]);
  });

  it('sends once more, unnoticed, when the kept connection is closed before the answer', async () => {
    const server = await serve(({ connection }, response, socket) => {
      if (connection === 1 && server.seen.length > 1) socket.destroy();
      else answerWell({} as never, response, socket);
    });
    const destination = connect(server.origin, { connections: 1 });
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({
      kind: 'delivered',
      result: 'alarm-reported',
    });
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({
      kind: 'delivered',
      result: 'alarm-reported',
    });
    expect(server.seen.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  });

  it('gives up after that', async () => {
    const server = await serve((_request, _response, socket) => void socket.destroy());
    const outcome = await connect(server.origin).deliver(due(), SIGNAL);
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'network', scope: 'destination' });
    expect(server.seen).toHaveLength(2);
  });

  it('hands over the words of COC without the key that they echo', async () => {
    const server = await serve((_request, response) =>
      json(response, 400, { error_code: 'COC.00000001', error_msg: `bad key ${KEY}` }),
    );
    expect(await connect(server.origin).deliver(due(), SIGNAL)).toEqual({
      kind: 'rejected',
      reason: 'bad-request',
      detail: 'HTTP 400 COC.00000001: bad key <secret>',
    });
  });

  it('sends nothing when it is interrupted before it begins', async () => {
    const server = await serve(answerWell);
    const outcome = await connect(server.origin).deliver(due(), AbortSignal.abort());
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'interrupted' });
    expect(server.seen).toEqual([]);
  });

  it('tells an observer of every exchange', async () => {
    const calls: ObservedCall[] = [];
    const server = await serve(answerWell);
    await connect(server.origin, {}, { onCall: (call) => calls.push(call) }).deliver(due(), SIGNAL);
    expect(calls).toEqual([{ operation: 'report-alarm', status: 200, durationMs: expect.any(Number) }]);
  });
});

describe('a probe', () => {
  const GONE = { error_code: 'COC.00067003', error_msg: 'The ticket does not exist.' };
  const LISTED = { error_code: 'GOM.00000000', data: { tickets: [], total: 0 } };
  const NO_API = { error_code: 'APIG.0101', error_msg: 'The API does not exist.' };
  const DENIED = { error_code: 'APIG.0302', error_msg: 'no right' };
  const BAD_SIGNATURE = { error_code: 'APIG.0301', error_msg: 'verify aksk signature fail' };

  /** The answers to the calls: reading an incident, listing one, and asking what can be done with one. */
  async function verdicts(
    read: [number, unknown],
    list: [number, unknown] = [200, LISTED],
    { tasks = list, incidentApi = 'auto' }: { tasks?: [number, unknown]; incidentApi?: string } = {},
  ) {
    const server = await serve(({ url }, response) => {
      const other = url.endsWith('/tasks') ? tasks : list;
      const [status, body] = url.startsWith('/v1/external/incident/IM0') ? read : other;
      if (typeof body !== 'string') return void json(response, status, body);
      response.statusCode = status;
      response.end(body);
    });
    const made = await connect(server.origin, { incidentApi }).probe(SIGNAL);
    return {
      made,
      seen: server.seen,
      calls: server.seen.length,
      said: [made.read.verdict, made.list?.verdict],
    };
  }

  it.each<[string, [number, unknown], [number, unknown], (string | undefined)[]]>([
    ['COC', [400, GONE], [200, LISTED], ['works', 'works']],
    ['a COC without the second version', [400, GONE], [404, NO_API], ['works', 'absent']],
    ['a COC with the second version only', [404, NO_API], [200, LISTED], ['absent', 'works']],
    ['a gateway without either', [404, NO_API], [404, NO_API], ['absent', 'absent']],
    ['a COC that forbids both', [403, DENIED], [403, DENIED], ['forbidden', 'forbidden']],
    ['a COC that refuses the body', [400, GONE], [400, { error_code: 'GOM.00007256' }], ['works', 'works']],
    ['a COC in trouble at the second', [400, GONE], [503, {}], ['works', 'failed']],
  ])('of %s makes all calls', async (_what, read, list, expected) => {
    const { said, calls } = await verdicts(read, list);
    expect([said, calls]).toEqual([expected, 3]);
  });

  it('asks for one incident only, as no more of them is needed', async () => {
    const { seen } = await verdicts([400, GONE]);
    expect(JSON.parse(seen[1]?.body ?? '')).toMatchObject({ page: 1, per_page: 1 });
  });

  it.each<[string, unknown, string]>([
    ['shows', { data: { status: 'INCIDENT_STATUS_RESOLVED' } }, 'works'],
    ['shows no state of', { data: {} }, 'strange'],
    ['has no data of', { data: 'status' }, 'strange'],
    ['answers a text for', '"text"', 'strange'],
  ])('of a server that %s the incident (%j)', async (_what, answer, verdict) => {
    expect((await verdicts([200, answer])).said[0]).toBe(verdict);
  });

  it.each<[string, unknown, string]>([
    ['in the data', { data: { tickets: [] } }, 'works'],
    ['at the top', { tickets: [] }, 'works'],
    ['nowhere', { data: [] }, 'strange'],
    ['in no JSON', '', 'strange'],
  ])('of a server that has its list %s (%j)', async (_where, answer, verdict) => {
    expect((await verdicts([400, GONE], [200, answer])).said[1]).toBe(verdict);
  });

  it.each<[string, string]>([
    ['APIG.0302', 'forbidden'],
    ['APIGW.0302', 'forbidden'],
    ['XAPIG.0302', 'strange'],
    ['APIG.03021', 'strange'],
  ])('of a gateway that forbids it by the code %s', async (error_code, verdict) => {
    const { said } = await verdicts([403, { error_code, error_msg: 'no' }]);
    expect(said[0]).toBe(verdict);
  });

  it.each<[string, [number, unknown], string | undefined]>([
    ['that knows no such incident', [404, GONE], 'works'],
    ['that lists what can be done', [200, { data: [] }], 'works'],
    ['that answers something else', [200, { data: {} }], 'strange'],
    ['without that API', [404, NO_API], 'absent'],
    ['that forbids it', [403, DENIED], 'forbidden'],
  ])('finds out whether a COC %s takes remarks', async (_what, tasks, verdict) => {
    const { made } = await verdicts([400, GONE], [200, LISTED], { tasks });
    expect(made.remark?.verdict).toBe(verdict);
  });

  it('asks for no remarks where the configuration wants none', async () => {
    const { made, calls } = await verdicts([400, GONE], [200, LISTED], { incidentApi: 'v1' });
    expect([made.remark, calls]).toEqual([undefined, 2]);
  });

  it.each<[string, [number, unknown], string]>([
    ['a wrong key', [401, BAD_SIGNATURE], 'refused'],
    ['too many calls', [429, { error_code: 'APIG.0308' }], 'refused'],
    ['a COC in trouble', [500, {}], 'failed'],
  ])('ends at %s, so that a key is not shown twice', async (_what, read, verdict) => {
    const { said, calls } = await verdicts(read);
    expect([said, calls]).toEqual([[verdict, undefined], 1]);
  });

  it.each<[string, [number, unknown]]>([
    ['a web page', [200, '<html>hello</html>']],
    ['another API', [200, { ok: true }]],
    ['another API that knows no such page', [404, { error: 'not found' }]],
    ['a page that wants a login', [401, 'login']],
    ['a page that is forbidden', [403, '<html>']],
    ['another API that refuses the request', [400, { message: 'bad' }]],
    ['an empty answer', [200, '']],
  ])('does not take %s for COC', async (_what, answer) => {
    const { said } = await verdicts(answer, answer);
    expect(said[0]).toBe('strange');
    expect(said[1]).not.toBe('works');
  });

  it('has the difference of the clocks when an answer has a date, and none otherwise', async () => {
    const { made } = await verdicts([400, GONE]);
    expect(made.clock?.measuredMs).toBeLessThan(5_000);
    const undated = await serve((_request, response) => {
      response.sendDate = false;
      json(response, 400, GONE);
    });
    expect(await connect(undated.origin).probe(SIGNAL)).not.toHaveProperty('clock');
  });

  it('of nobody is no answer, without a connection', async () => {
    const { read, list } = await connect('http://127.0.0.1:1').probe(SIGNAL);
    expect([read, list]).toMatchObject([{ verdict: 'failed', connected: false, sent: true }, undefined]);
  });

  it('with a secret file that is missing is not sent', async () => {
    const server = await serve(answerWell);
    const auth = { type: 'aksk', accessKey: 'AK', secretKeyFile: '/nowhere/sk' };
    const { read, list } = await connect(server.origin, { auth }).probe(SIGNAL);
    expect([read, list]).toMatchObject([{ verdict: 'failed', sent: false, connected: false }, undefined]);
    expect(server.seen).toEqual([]);
  });
});

describe('an access key', () => {
  const REFUSED = {
    error_code: 'APIGW.0301',
    error_msg: 'verify aksk signature fail, ak:AK-OF-OURS SK-OF-OURS',
  };

  it('signs each call, and the secret key goes nowhere', async () => {
    const server = await serve(answerWell);
    await connect(server.origin, { auth: { ...AKSK, securityToken: 'TOK', projectId: 'p1' } }).deliver(
      due(),
      SIGNAL,
    );
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: expect.stringMatching(
        /^SDK-HMAC-SHA256 Access=AK-OF-OURS, SignedHeaders=host;x-project-id;x-sdk-date;x-security-token, Signature=/,
      ),
      'x-sdk-date': expect.stringMatching(/^\d{8}T\d{6}Z$/),
    });
    expect(JSON.stringify(server.seen)).not.toContain('SK-OF-OURS');
  });

  it('is shown once only when it is refused, and not again for 5 minutes, by whichever lane', async () => {
    let monotonic = 0;
    const clock = { now: () => Date.now(), monotonic: () => monotonic };
    const server = await serve((_request, response) => json(response, 401, REFUSED));
    const destination = connect(server.origin, { auth: AKSK }, { clock });
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => destination.deliver(due(), SIGNAL)));
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        kind: 'retry',
        reason: 'credentials',
        scope: 'destination',
        afterMs: 300_000,
      });
    expect(JSON.stringify(outcomes)).not.toMatch(/OF-OURS/);
    monotonic = 299_000;
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({ afterMs: 1_000 });
    expect(server.seen).toHaveLength(1);
    monotonic = 301_000;
    await destination.deliver(due(), SIGNAL);
    expect(server.seen).toHaveLength(2);
  });

  it('that was refused is not shown again by a restart, but another key is, and the same one elsewhere', async () => {
    const servers = await Promise.all(
      [1, 2].map(() => serve((_request, response) => json(response, 401, REFUSED))),
    );
    const note = new MemoryNote();
    const fail = (error: unknown) => expect.unreachable(String(error));
    const restart = async (server: CocServer | undefined, changes: object = {}) => {
      const refusals = new KeptRefusals(note, fail);
      const destination = connect(server?.origin ?? '', { auth: { ...AKSK, ...changes } }, { refusals });
      expect(await destination.deliver(due(), SIGNAL)).toMatchObject({ reason: 'credentials' });
      return servers.map(({ seen }) => seen.length);
    };
    const [one, other] = servers;
    expect(await restart(one)).toEqual([1, 0]);
    expect(await restart(one)).toEqual([1, 0]);
    expect(await restart(other)).toEqual([1, 1]);
    expect(await restart(other, { secretKey: 'SK-CORRECTED' })).toEqual([1, 2]);
  });

  it('that was refused is tried again at once when an operator asks for it', async () => {
    const server = await serve((_request, response) => json(response, 401, REFUSED));
    const destination = connect(server.origin, { auth: AKSK });
    await destination.deliver(due(), SIGNAL);
    destination.hurry();
    server.script = answerWell;
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({ kind: 'delivered' });
  });

  it('is tried again at once when its file changes, and the version says so', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'coc-sk-'));
    closers.push(async () => rmSync(dir, { recursive: true }));
    const secretKeyFile = join(dir, 'sk');
    writeFileSync(secretKeyFile, 'old');
    const server = await serve((_request, response) => json(response, 401, REFUSED));
    const destination = connect(server.origin, { auth: { type: 'aksk', accessKey: 'AK', secretKeyFile } });
    const version = destination.credentialsVersion();
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({ reason: 'credentials' });
    expect(destination.credentialsVersion()).toBe(version);
    writeFileSync(secretKeyFile, 'renewed');
    server.script = answerWell;
    await expect.poll(() => destination.credentialsVersion(), { timeout: 20_000 }).not.toBe(version);
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({
      kind: 'delivered',
      result: 'alarm-reported',
    });
  });

  it('is a fault of the destination when its file is not there', async () => {
    const server = await serve(answerWell);
    const auth = { type: 'aksk', accessKey: 'AK', secretKeyFile: '/no/such/file' };
    const outcome = await connect(server.origin, { auth }).deliver(due(), SIGNAL);
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'credentials', scope: 'destination' });
    expect(server.seen).toEqual([]);
  });

  it.each([
    ['the access key', 'accessKey'],
    ['the secret key', 'secretKey'],
    ['the security token', 'securityToken'],
  ])(
    'signs nothing while the file of %s is empty or only blank, from the start and later',
    async (_, name) => {
      const dir = mkdtempSync(join(tmpdir(), 'coc-sk-'));
      closers.push(async () => rmSync(dir, { recursive: true }));
      const file = join(dir, name);
      const auth: Record<string, unknown> = { ...AKSK, securityToken: 'TOK', [`${name}File`]: file };
      delete auth[name];
      let monotonic = 0;
      const clock = { now: () => Date.now(), monotonic: () => monotonic };
      const server = await serve(answerWell);
      for (const text of ['', ' \n', '\ufeff']) {
        writeFileSync(file, text);
        const { read, list } = await connect(server.origin, { auth }, { clock }).probe(SIGNAL);
        expect([read, list]).toMatchObject([{ verdict: 'failed', sent: false }, undefined]);
      }
      const destination = connect(server.origin, { auth }, { clock });
      const outcome = await destination.deliver(due(), SIGNAL);
      expect(outcome).toMatchObject({ kind: 'retry', reason: 'credentials', scope: 'destination' });
      expect(outcome).toMatchObject({ detail: expect.stringMatching(/is empty; write the secret into it/) });
      expect(server.seen).toEqual([]);
      writeFileSync(file, 'filled');
      monotonic += 400_000;
      expect(await destination.deliver(due(), SIGNAL)).toMatchObject({ kind: 'delivered' });
      writeFileSync(file, '');
      monotonic += 400_000;
      expect(await destination.deliver(due(), SIGNAL)).toMatchObject({ reason: 'credentials' });
      expect(server.seen).toHaveLength(1);
    },
  );

  const LATE_MS = 20 * 60_000;

  /** A server whose clock is ahead of ours by so much, and which refuses what is signed 15 minutes away from it. */
  async function serveAhead(aheadMs: () => number) {
    const dateOf = (text: unknown) =>
      Date.parse(String(text).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    let refused = 0;
    const server = await serve(({ headers }, response) => {
      const now = Date.now() + aheadMs();
      const isRefused = Math.abs(dateOf(headers['x-sdk-date']) - now) > 15 * 60_000;
      if (isRefused) refused += 1;
      response.setHeader('Date', new Date(now).toUTCString());
      json(response, isRefused ? 401 : 200, isRefused ? REFUSED : SUCCESS);
    });
    return { server, refused: () => refused };
  }

  it('is signed again by the clock of COC, once, when ours is 20 minutes late', async () => {
    const { server } = await serveAhead(() => LATE_MS);
    const destination = connect(server.origin, { auth: AKSK });
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({
      kind: 'delivered',
      result: 'alarm-reported',
    });
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({
      kind: 'delivered',
      result: 'alarm-reported',
    });
    expect(server.seen).toHaveLength(3);
    expect(destination.clockOffset().appliedMs / 60_000).toBeCloseTo(20, 0);
  });

  it('is signed again in each of many calls at once when the clock of COC is set', async () => {
    let aheadMs = 0;
    const { server } = await serveAhead(() => aheadMs);
    const destination = connect(server.origin, { auth: AKSK });
    await destination.deliver(due(), SIGNAL);
    aheadMs = LATE_MS;
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => destination.deliver(due(), SIGNAL)));
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ kind: 'delivered', result: 'alarm-reported' });
  });

  it('is shown with a bad signature once only when our clock is set, however many calls there are', async () => {
    let lateMs = 0;
    const clock = { now: () => Date.now() - lateMs, monotonic: () => performance.now() };
    const { server, refused } = await serveAhead(() => 0);
    const destination = connect(server.origin, { auth: AKSK }, { clock });
    await destination.deliver(due(), SIGNAL);
    lateMs = LATE_MS;
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => destination.deliver(due(), SIGNAL)));
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ kind: 'delivered', result: 'alarm-reported' });
    expect(refused()).toBe(1);
  });

  it('is signed again when our clock was set right while COC refused the time that it had before', async () => {
    let lateMs = LATE_MS;
    const clock = { now: () => Date.now() - lateMs, monotonic: () => performance.now() };
    const { server } = await serveAhead(() => {
      lateMs = 0;
      return 0;
    });
    const outcome = await connect(server.origin, { auth: AKSK }, { clock }).deliver(due(), SIGNAL);
    expect(outcome).toMatchObject({ kind: 'delivered', result: 'alarm-reported' });
    expect(server.seen).toHaveLength(2);
  });

  it('is not signed a third time when the clock was not the reason', async () => {
    const clock = { now: () => Date.now() - 20 * 60_000, monotonic: () => performance.now() };
    const server = await serve((_request, response) => json(response, 401, REFUSED));
    const outcome = await connect(server.origin, { auth: AKSK }, { clock }).deliver(due(), SIGNAL);
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'credentials', afterMs: 300_000 });
    expect(server.seen).toHaveLength(2);
  });

  it('is not signed again when COC refuses the time that was right a moment ago', async () => {
    let refusesAll = false;
    const server = await serve((_request, response) => {
      response.setHeader('Date', new Date(Date.now() + LATE_MS).toUTCString());
      const isRefused = refusesAll || server.seen.length === 1;
      json(response, isRefused ? 401 : 200, isRefused ? REFUSED : SUCCESS);
    });
    const destination = connect(server.origin, { auth: AKSK });
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({ kind: 'delivered' });
    refusesAll = true;
    expect(await destination.deliver(due(), SIGNAL)).toMatchObject({ reason: 'credentials' });
    expect(server.seen).toHaveLength(3);
  });

  it.each([
    ['COC takes the call', AKSK, 200, SUCCESS],
    ['COC refuses the call for another reason', AKSK, 500, {}],
    ['nothing is signed', { type: 'none' }, 401, REFUSED],
  ])('is left as it is by a wrong clock when %s', async (_, auth, status, body) => {
    const date = new Date(Date.now() + LATE_MS).toUTCString();
    const server = await serve((_request, response) => json(response, status, body, { date }));
    const destination = connect(server.origin, { auth });
    await destination.deliver(due(), SIGNAL);
    expect(server.seen).toHaveLength(1);
    expect(destination.clockOffset().appliedMs).toBe(0);
    expect(destination.clockOffset().measuredMs / 60_000).toBeCloseTo(20, 0);
  });
});

describe('following an incident', () => {
  const about = {
    ...{ key: incident().key, alarmId: incident().alarmId, episode: incident().episode },
    ...{ policy: 'critical', incidentNum: 'IM1' },
  };
  const shown =
    (status: string): Script =>
    (_request, response) =>
      json(response, 200, { ...SUCCESS, data: { status: `INCIDENT_STATUS_${status}` } });

  it('reads its state', async () => {
    const server = await serve(shown('RESOLVED'));
    const destination = connect(server.origin);
    expect(await destination.readIncident('IM1', SIGNAL)).toEqual({ kind: 'seen', state: 'resolved' });
    expect(server.seen).toMatchObject([{ url: '/v1/external/incident/IM1', body: '' }]);
  });

  it.each<[string, number, string, 'gone' | 'failed']>([
    ['a ticket that does not exist', 400, 'COC.00067003', 'gone'],
    ['404 of COC itself', 404, 'COC.00000404', 'gone'],
    ['404 of a gateway', 404, 'APIG.0101', 'failed'],
    ['another refusal', 400, 'COC.00000001', 'failed'],
    ['a fault of COC', 500, 'COC.00067003', 'failed'],
  ])('tells of %s', async (_case, status, error_code, kind) => {
    const server = await serve((_request, response) =>
      json(response, status, { error_code, error_msg: 'no' }),
    );
    expect(await connect(server.origin).readIncident('IM1', SIGNAL)).toMatchObject({ kind });
  });

  it.each<[string, object, object]>([
    ['has', { data: { incident_title: 'disk [ep-01j1ya]' } }, { kind: 'ours' }],
    ['has, at the top of the answer,', { incident_title: 'disk [ep-01j1ya]' }, { kind: 'ours' }],
    ['lacks', { data: { incident_title: 'disk [ep-01j1yab]' } }, { kind: 'foreign' }],
    [
      'does not show',
      { data: {} },
      { kind: 'failed', outcome: { kind: 'retry', scope: 'entry', detail: 'COC shows no title of it' } },
    ],
  ])('is read for our reference, which its title %s', async (_case, body, expected) => {
    const server = await serve((_request, response) => json(response, 200, { ...SUCCESS, ...body }));
    const read = connect(server.origin).readReference('IM1', incident().key, SIGNAL);
    expect(await read).toMatchObject(expected);
    expect(server.seen).toMatchObject([{ url: '/v1/external/incident/IM1', body: '' }]);
  });

  it('is not read for our reference under a number that no call can have, nor where COC has none', async () => {
    const server = await serve((_request, response) =>
      json(response, 400, { error_code: 'COC.00067003', error_msg: 'no such ticket' }),
    );
    const destination = connect(server.origin);
    const read = (number: string) => destination.readReference(number, incident().key, SIGNAL);
    expect(await read('..')).toMatchObject({
      ...{ kind: 'failed', outcome: { detail: 'it cannot be a number of COC' } },
    });
    expect(server.seen).toEqual([]);
    expect(await read('IM7')).toMatchObject({ outcome: { kind: 'rejected', reason: 'not-found' } });
  });

  it('takes a step with it, in the types that are configured', async () => {
    const server = await serve(shown('ACKNOWLEDGED'));
    const solution = {
      ...{ type: REQUEST.type, cause: 'c', solution: 's' },
      ...{ serviceInterrupted: true, startedAt: 5, endedAt: 9 },
    };
    const step = { kind: 'handle-incident', ...about, operator: 'u', step: 'solve', solution } as const;
    const destination = connect(server.origin, { serviceInterruptAs: 'string' });
    expect(await destination.deliver(due(step), SIGNAL)).toEqual({
      kind: 'delivered',
      result: 'step-taken',
    });
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/v1/external/incident/IM1',
      '/v1/external/incident/handle',
    ]);
    expect(JSON.parse(server.seen[1]?.body ?? '')).toMatchObject({
      parameter: { is_service_interrupt: 'true' },
    });
  });

  it('opens its war room', async () => {
    const server = await serve(({ url }, response) =>
      json(response, 200, { ...SUCCESS, data: url.endsWith('/list') ? { list: [], total: 0 } : 'WR1' }),
    );
    const room = {
      ...{ name: 'n', description: 'd', applicationId: 'app', regionId: 'r', admin: 'u' },
      ...{ enterpriseProjectId: '0', participants: [], scheduleGroups: [] },
    };
    const entry = due({ kind: 'open-war-room', ...about, room });
    expect(await connect(server.origin).deliver(entry, SIGNAL)).toEqual({
      ...{ kind: 'delivered', result: 'war-room-opened', warRoomNum: 'WR1' },
    });
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/v1/external/warrooms/list',
      '/v1/external/warrooms',
    ]);
  });
});

it('a destination that is closed sends nothing any more, neither alarms nor incidents', async () => {
  const server = await serve(({ url }, response) =>
    json(response, 200, url.endsWith('/create') ? CREATED : SUCCESS),
  );
  const destination = connect(server.origin);
  const deliver = () =>
    Promise.all([due(), due(incident())].map((entry) => destination.deliver(entry, SIGNAL)));
  expect(await deliver()).toMatchObject([{ kind: 'delivered' }, { kind: 'delivered' }]);
  await destination.close();
  const [alarm, opened] = await deliver();
  expect(alarm).toMatchObject({ kind: 'retry', reason: 'network', scope: 'destination' });
  expect(opened).toEqual(alarm);
  expect([server.seen.length, server.connections()]).toEqual([2, 2]);
});

describe('opening an incident', () => {
  const list = (tickets: unknown[], total = tickets.length) => ({ data: { tickets, total } });
  const ours = { ticket_id: 'IM7', title: 'The disk of db-1 is full [ep-01j1ya]' };

  /** A COC that lists and creates as told; what was called, in order. */
  async function coc(
    listing: Script,
    creating: Script = (_request, response) => json(response, 200, CREATED),
  ) {
    const server = await serve((request, response, socket) =>
      (request.url === '/v2/incidents/list' ? listing : creating)(request, response, socket),
    );
    return { destination: connect(server.origin), called: () => server.seen.map(({ url }) => url), server };
  }

  const listing =
    (...args: Parameters<typeof list>): Script =>
    (_request, response) =>
      json(response, 200, list(...args));
  const LIST = '/v2/incidents/list';
  const CREATE = '/v1/external/incident/create';
  const again = due(incident(), { uncertain: true });

  it('creates it at once when nothing was asked for before', async () => {
    const { destination, called } = await coc(listing([]));
    expect(await destination.deliver(due(incident()), SIGNAL)).toEqual({
      kind: 'delivered',
      result: 'incident-opened',
      incidentNum: 'IM1',
    });
    expect(called()).toEqual([CREATE]);
  });

  it('makes a new connection for each creation, as a kept one may be closing', async () => {
    const { destination, server } = await coc(listing([]));
    for (let i = 0; i < 3; i += 1) await destination.deliver(due(incident()), SIGNAL);
    expect(server.seen.map(({ connection }) => connection)).toEqual([1, 2, 3]);
  });

  it('finds the one that an earlier attempt opened', async () => {
    const { destination, called, server } = await coc(
      listing([{ ticket_id: 'IM6', title: 'ep-01j1ya' }, ours]),
    );
    expect(await destination.deliver(again, SIGNAL)).toEqual({
      kind: 'delivered',
      result: 'incident-opened',
      incidentNum: 'IM7',
    });
    expect(called()).toEqual([LIST]);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({
      string_filters: [{ field: 'title', operator: 'like', values: ['ep-01j1ya'] }],
    });
  });

  it('says what it saw, and creates nothing, when an earlier one may have arrived', async () => {
    const { destination, called } = await coc(({ body }, response) => {
      const other = { ticket_id: 'IM6', title: 'another [ep-01j1yab]' };
      json(response, 200, list(JSON.parse(body).page === 1 ? [other] : [], 1));
    });
    expect(await destination.deliver(again, SIGNAL)).toMatchObject({
      kind: 'unknown',
      reason: 'not-listed',
      look: 'complete',
    });
    expect(called()).toEqual([LIST, LIST]);
  });

  it('reads the tickets of an incident for whoever looks for doubles', async () => {
    const { destination } = await coc(({ body }, response) =>
      json(response, 200, list(JSON.parse(body).page === 1 ? [ours, { ...ours, ticket_id: 'IM8' }] : [], 2)),
    );
    expect(await destination.readNumbers(incident().key, SIGNAL)).toEqual({
      kind: 'seen',
      incidentNums: ['IM7', 'IM8'],
      complete: true,
    });
  });

  it.each<[string, Script]>([
    ['forbidden', (_request, response) => json(response, 403, { error_code: 'APIG.0302', error_msg: 'no' })],
    ['not there', (_request, response) => json(response, 404, { error_code: 'APIG.0101', error_msg: 'no' })],
    ['refused in the body', (_request, response) => json(response, 200, { error_code: 'COC.00010002' })],
    ['of another form', (_request, response) => json(response, 200, { data: [] })],
    ['unreadable in part', (_request, response) => json(response, 200, list([{ title: 'x' }]))],
    ['shorter than it says', (_request, response) => json(response, 200, list([], 3))],
    ['HTML', (_request, response) => void response.end('<html>')],
  ])('asks for nothing when the list is %s', async (_case, script) => {
    const { destination, called } = await coc(script);
    expect(await destination.deliver(again, SIGNAL)).toMatchObject({
      kind: 'unknown',
      reason: 'lookup-unavailable',
    });
    expect(called()).not.toContain(CREATE);
  });

  it('stays unknown, and never becomes a plain retry, when looking fails for the moment', async () => {
    const { destination, called } = await coc((_request, response) => json(response, 503, {}));
    expect(await destination.deliver(again, SIGNAL)).toMatchObject({
      kind: 'unknown',
      reason: 'server-error',
    });
    expect(called()).not.toContain(CREATE);
    expect(await destination.deliver(again, AbortSignal.abort())).toMatchObject({
      kind: 'unknown',
      reason: 'interrupted',
    });
  });

  it.each<[string, Script, string]>([
    ['without a number', (_request, response) => json(response, 200, SUCCESS), 'bad-response'],
    [
      'with a number that no call can have',
      (_request, response) => json(response, 200, { ...CREATED, data: { incident_num: 'IM 1' } }),
      'bad-response',
    ],
    ['with HTML', (_request, response) => void response.end('<html>'), 'bad-response'],
    ['with 500', (_request, response) => json(response, 500, {}), 'server-error'],
    ['with a reset', (_request, _response, socket) => void socket.resetAndDestroy(), 'network'],
  ])('does not know, and asks once only, when the answer comes %s', async (_case, script, reason) => {
    const { destination, called } = await coc(listing([]), script);
    expect(await destination.deliver(due(incident()), SIGNAL)).toMatchObject({ kind: 'unknown', reason });
    expect(called()).toEqual([CREATE]);
  });

  it('does not know when no answer comes in time', async () => {
    const server = await serve(() => undefined);
    const destination = connect(server.origin, { timeout: '1s' });
    expect(await destination.deliver(due(incident()), SIGNAL)).toMatchObject({
      kind: 'unknown',
      reason: 'timeout',
    });
  });

  it('may ask again when COC was never reached', async () => {
    const server = await startServer(answerWell);
    await server.close();
    expect(await connect(server.origin).deliver(due(incident()), SIGNAL)).toMatchObject({
      kind: 'retry',
      reason: 'network',
    });
  });
});

describe('a remark on an incident', () => {
  const TASKS = { data: [{ operations: [{ key: 'addRemark', task_id: 't1' }] }] };
  const NO_API = { error_code: 'APIG.0101', error_msg: 'The API does not exist.' };
  const DENIED = { error_code: 'APIG.0302', error_msg: 'no right' };

  async function remarked(answer: [number, unknown], incidentApi: string, clock: Clock = systemClock) {
    const answers = { now: answer };
    const server = await serve((_request, response) => void json(response, ...answers.now));
    const coc = connect(server.origin, { incidentApi }, { clock });
    const before = coc.takesRemarks();
    const outcome = await coc.deliver(due(remark()), SIGNAL);
    return { coc, server, answers, before, outcome, after: coc.takesRemarks() };
  }

  it('is made where COC takes it', async () => {
    const { before, outcome, after, server } = await remarked([200, TASKS], 'auto');
    expect([before, outcome, after]).toMatchObject([true, { result: 'people-told' }, true]);
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/v2/incidents/IM1/tasks',
      '/v2/incidents/IM1/actions',
    ]);
  });

  it.each<[string, [number, unknown], string, object, boolean]>([
    ['has no such API', [404, NO_API], 'auto', { result: 'people-not-told' }, false],
    ['forbids it for this incident', [403, DENIED], 'auto', { result: 'people-not-told' }, true],
    ['forbids it', [403, DENIED], 'v2', { kind: 'retry', reason: 'forbidden' }, true],
    ['has no such API', [404, NO_API], 'v2', { kind: 'retry', reason: 'not-found' }, true],
    ['is in trouble', [503, {}], 'auto', { kind: 'retry', reason: 'server-error' }, true],
    ['refuses the key', [401, { error_code: 'APIG.0301' }], 'auto', { reason: 'credentials' }, true],
    [
      'does not know the incident',
      [404, { error_code: 'COC.1' }],
      'auto',
      { result: 'people-not-told' },
      true,
    ],
  ])('of a COC that %s (%j, %s)', async (_what, answer, incidentApi, expected, takes) => {
    const { outcome, after } = await remarked(answer, incidentApi);
    expect(outcome).toMatchObject(expected);
    expect(after).toBe(takes);
  });

  it('by which another person gets the incident is refused, where COC does not know the incident', async () => {
    const server = await serve((_request, response) => json(response, 404, { error_code: 'COC.1' }));
    const coc = connect(server.origin);
    const forward = { ...remark(), remark: { ...remark().remark, forward: { to: 'boss', from: 'opened' } } };
    expect(await coc.deliver(due(forward as RemarkIncident), SIGNAL)).toMatchObject({
      ...{ kind: 'rejected', reason: 'not-found' },
    });
    expect(coc.takesRemarks()).toBe(true);
  });

  it('is not asked for for half an hour after COC has shown that it has none', async () => {
    const clock = new FakeClock();
    const { coc, server, answers, after } = await remarked([404, NO_API], 'auto', clock);
    expect(after).toBe(false);
    clock.set(24 * 3_600_000);
    clock.advance(30 * 60_000 - 1);
    expect(coc.takesRemarks()).toBe(false);
    expect(await coc.deliver(due(remark()), SIGNAL)).toMatchObject({ result: 'people-not-told' });
    expect(server.seen).toHaveLength(1);
    clock.advance(1);
    expect(coc.takesRemarks()).toBe(true);
    await coc.deliver(due(remark()), SIGNAL);
    expect(server.seen).toHaveLength(2);
    expect(coc.takesRemarks()).toBe(false);
    clock.advance(30 * 60_000);
    answers.now = [200, TASKS];
    expect(await coc.deliver(due(remark()), SIGNAL)).toMatchObject({ result: 'people-told' });
    expect(coc.takesRemarks()).toBe(true);
  });

  it('is asked for again at once when the configuration is read again', async () => {
    const { coc, server } = await remarked([404, NO_API], 'auto');
    expect(await coc.deliver(due(remark()), SIGNAL)).toMatchObject({ result: 'people-not-told' });
    expect(server.seen).toHaveLength(1);
    const same = { endpoint: server.origin, integrationKey: KEY, auth: { type: 'none' }, timeout: '10s' };
    expect(coc.adopt(cocSchema.parse(same))).toBe(true);
    expect(coc.takesRemarks()).toBe(true);
    expect(coc.adopt(cocSchema.parse({ ...same, incidentApi: 'v1' }))).toBe(true);
    expect(coc.takesRemarks()).toBe(false);
    expect(await coc.deliver(due(remark()), SIGNAL)).toMatchObject({ result: 'people-not-told' });
    expect(server.seen).toHaveLength(1);
  });
});
