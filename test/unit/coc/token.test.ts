import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { CocDestination } from '../../../src/coc/coc-destination.ts';
import { cocSchema } from '../../../src/coc/config.ts';
import { KeptRefusals } from '../../../src/coc/kept-refusals.ts';
import { type CocServer, json, type Script, SUCCESS, startServer } from './coc-server.ts';
import { due } from './entries.ts';
import { MemoryNote } from './memory-note.ts';

const SIGNAL = new AbortController().signal;
const HOUR = 3_600_000;
const EXPIRED = { error_code: 'APIGW.0307', error_msg: 'The token must be updated. TOKEN-1 PASSWORD' };
const WRONG = {
  error: { code: 401, message: 'The username or password is wrong: PASSWORD', title: 'Unauthorized' },
};

let coc: CocServer;
let iam: CocServer;
let destination: CocDestination;
/** Makes a destination with other settings of the credentials. */
let connect: (changes?: Record<string, unknown>, refusals?: KeptRefusals) => CocDestination;
let wall: number;
let monotonic: number;

/** Issues TOKEN-1, TOKEN-2 and so on, each for a day. */
const issue: Script = (_request, response) =>
  json(
    response,
    201,
    { token: { expires_at: new Date(wall + 24 * HOUR).toISOString().replace('Z', '000Z') } },
    { 'x-subject-token': `TOKEN-${iam.seen.length}` },
  );

beforeEach(async () => {
  wall = Date.now();
  monotonic = 0;
  coc = await startServer((_request, response) => json(response, 200, SUCCESS));
  iam = await startServer(issue);
  const auth = {
    type: 'token',
    iamEndpoint: iam.origin,
    domain: 'acme',
    user: 'agent',
    password: 'PASSWORD',
    project: 'cn-north-4',
  };
  const config = { endpoint: coc.origin, integrationKey: 'key', auth, timeout: '10s' };
  const clock = { now: () => wall, monotonic: () => monotonic };
  connect = (changes = {}, refusals) => {
    const coc = cocSchema.parse({ ...config, auth: { ...auth, ...changes } });
    return new CocDestination(coc, { clock, random: () => 0, refusals });
  };
  destination = connect();
});

afterEach(async () => {
  await destination.close();
  await Promise.all([coc.close(), iam.close()]);
});

const deliver = () => destination.deliver(due(), SIGNAL);
const tokens = () => coc.seen.map(({ headers }) => headers['x-auth-token']);

describe('a token of IAM', () => {
  it.each(['', ' \n'])('is not asked for with the password %j of a file', async (text) => {
    const directory = mkdtempSync(join(tmpdir(), 'token-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const passwordFile = join(directory, 'password');
    writeFileSync(passwordFile, text);
    const other = connect({ password: undefined, passwordFile });
    expect(await other.deliver(due(), SIGNAL)).toMatchObject({ kind: 'retry', reason: 'credentials' });
    await other.close();
    expect([iam.seen, coc.seen]).toEqual([[], []]);
  });

  it('is asked for once by many calls at a time, without the catalog, for the project', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, deliver));
    expect(outcomes.every(({ kind }) => kind === 'delivered')).toBe(true);
    expect(iam.seen.map(({ url }) => url)).toEqual(['/v3/auth/tokens?nocatalog=true']);
    expect(JSON.parse(iam.seen[0]?.body ?? '')).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'agent', password: 'PASSWORD', domain: { name: 'acme' } } },
        },
        scope: { project: { name: 'cn-north-4' } },
      },
    });
    expect(new Set(tokens())).toEqual(new Set(['TOKEN-1']));
  });

  it.each([
    ['id', '0123456789abcdef0123456789abcdef'],
    ['name', '0123456789abcdef0123456789abcdef0'],
    ['name', 'x0123456789abcdef0123456789abcdef'],
    ['name', '0123456789ABCDEF0123456789ABCDEF'],
  ])('is asked for by the %s of the project %s', async (field, project) => {
    const other = connect({ project });
    await other.deliver(due(), SIGNAL);
    await other.close();
    expect(JSON.parse(iam.seen[0]?.body ?? '').auth.scope).toEqual({ project: { [field]: project } });
  });

  it.each([
    ['as long as IAM says', () => new Date(wall + 2 * HOUR).toISOString(), 2 * HOUR],
    ['for a day when IAM does not say it', () => undefined, 24 * HOUR],
    ['for a day when IAM says no time', () => 'soon', 24 * HOUR],
    ['for a day when IAM says a number', () => 5, 24 * HOUR],
  ])('serves %s', async (_, expiry, lifetime) => {
    const expires_at = expiry();
    iam.script = (_request, response) =>
      json(response, 201, { token: { expires_at } }, { 'x-subject-token': `TOKEN-${iam.seen.length}` });
    await deliver();
    wall += lifetime - HOUR;
    await deliver();
    expect(iam.seen).toHaveLength(1);
    wall += HOUR + 1;
    await deliver();
    expect([iam.seen.length, tokens().at(-1)]).toEqual([2, 'TOKEN-2']);
  });

  it('is renewed half an hour before it expires, while the old one still serves', async () => {
    await deliver();
    wall += 23.4 * HOUR;
    await deliver();
    expect(iam.seen).toHaveLength(1);
    wall += 0.2 * HOUR;
    await deliver();
    await expect.poll(() => iam.seen.length, { timeout: 20_000 }).toBe(2);
    await expect.poll(async () => (await deliver()) && tokens().at(-1), { timeout: 20_000 }).toBe('TOKEN-2');
    expect(tokens().slice(0, 3)).toEqual(['TOKEN-1', 'TOKEN-1', 'TOKEN-1']);
    expect(iam.seen).toHaveLength(2);
  });

  it('is asked for once when it has expired in the midst of many calls', async () => {
    await deliver();
    wall += 25 * HOUR;
    await Promise.all(Array.from({ length: 20 }, deliver));
    expect(iam.seen).toHaveLength(2);
    expect(new Set(tokens().slice(1))).toEqual(new Set(['TOKEN-2']));
  });

  it('serves on when it cannot be renewed, and IAM is left alone for a minute', async () => {
    await deliver();
    wall += 23.6 * HOUR;
    iam.script = (_request, response) => json(response, 503, {});
    for (let i = 0; i < 5; i += 1) {
      expect(await deliver()).toMatchObject({ kind: 'delivered', result: 'alarm-reported' });
      await expect.poll(() => iam.seen.length, { timeout: 20_000 }).toBe(2);
    }
  });

  it('is renewed once, and the call made once more, when COC says that it is out of date', async () => {
    coc.script = ({ headers }, response) =>
      json(
        response,
        headers['x-auth-token'] === 'TOKEN-1' ? 401 : 200,
        headers['x-auth-token'] === 'TOKEN-1' ? EXPIRED : SUCCESS,
      );
    expect(await deliver()).toMatchObject({ kind: 'delivered', result: 'alarm-reported' });
    expect(tokens()).toEqual(['TOKEN-1', 'TOKEN-2']);
  });

  it('is given up for 5 minutes when the new one is refused too, and stands in no word of ours', async () => {
    coc.script = (_request, response) =>
      json(response, 401, { ...EXPIRED, error_msg: `TOKEN-${iam.seen.length} bad` });
    const outcome = await deliver();
    expect(outcome).toMatchObject({
      kind: 'retry',
      reason: 'credentials',
      scope: 'destination',
      afterMs: 300_000,
    });
    expect(JSON.stringify(outcome)).not.toMatch(/TOKEN-/);
    await deliver();
    expect([coc.seen.length, iam.seen.length]).toEqual([2, 2]);
  });

  it('is not asked for again for 15 minutes with a password that IAM refused', async () => {
    iam.script = (_request, response) => json(response, 401, WRONG);
    const outcomes = await Promise.all(Array.from({ length: 10 }, deliver));
    monotonic += 14 * 60_000;
    outcomes.push(await deliver());
    for (const outcome of outcomes) expect(outcome).toMatchObject({ kind: 'retry', reason: 'credentials' });
    expect(JSON.stringify(outcomes)).not.toContain('PASSWORD');
    expect(iam.seen).toHaveLength(1);
    monotonic += 2 * 60_000;
    iam.script = issue;
    expect(await deliver()).toMatchObject({ kind: 'delivered', result: 'alarm-reported' });
    expect(coc.seen).toHaveLength(1);
  });

  it('is no fault of the entry when IAM does not know the project', async () => {
    iam.script = (_request, response) => json(response, 400, { error: { code: 400, message: 'no project' } });
    expect(await deliver()).toMatchObject({ kind: 'retry', reason: 'credentials', scope: 'destination' });
  });

  it('is asked for anew by the next call when IAM was only out of reach', async () => {
    iam.script = (_request, response) => json(response, 502, {});
    expect(await deliver()).toMatchObject({ kind: 'retry', reason: 'server-error', scope: 'destination' });
    iam.script = issue;
    expect(await deliver()).toMatchObject({ kind: 'delivered', result: 'alarm-reported' });
  });

  it('is waited for no longer than the call may take', async () => {
    iam.script = () => undefined;
    expect(await deliver()).toMatchObject({ kind: 'retry', reason: 'timeout', scope: 'destination' });
    expect(coc.seen).toEqual([]);
  });
});

describe('a password that IAM refused', () => {
  /** Restarts with these settings, and tries to deliver. */
  function restarts() {
    const note = new MemoryNote();
    const fail = (error: unknown) => expect.unreachable(String(error));
    return async (changes: Record<string, unknown> = {}, hurry = false) => {
      const started = connect(changes, new KeptRefusals(note, fail));
      let outcome = await started.deliver(due(), SIGNAL);
      if (hurry) {
        started.hurry();
        outcome = await started.deliver(due(), SIGNAL);
      }
      await started.close();
      return outcome;
    };
  }

  beforeEach(() => {
    iam.script = (_request, response) => json(response, 401, WRONG);
  });

  it('is not tried again by eight restarts, but a quarter of an hour later', async () => {
    const restart = restarts();
    for (let n = 0; n < 8; n++)
      expect(await restart()).toMatchObject({ kind: 'retry', reason: 'credentials', afterMs: 900_000 });
    expect(iam.seen).toHaveLength(1);
    wall += 900_000;
    await restart();
    expect(iam.seen).toHaveLength(2);
  });

  it.each([{ password: 'CORRECTED' }, { user: 'other' }, { domain: 'other' }])(
    'is tried at once with %j',
    async (changes) => {
      const restart = restarts();
      await restart();
      await restart(changes);
      expect(iam.seen).toHaveLength(2);
    },
  );

  it('is not tried again for another project, or where IAM is spelled otherwise', async () => {
    const restart = restarts();
    for (const project of ['cn-north-4', 'cn-east-3', 'cn-south-1']) await restart({ project });
    await restart({ iamEndpoint: iam.origin.replace('127.0.0.1', 'localhost') });
    expect(iam.seen).toHaveLength(1);
  });

  it.each([403, 404])(
    'is tried for another project where it may be about the project: %d',
    async (status) => {
      iam.script = (_request, response) => json(response, status, { error: { code: status, message: 'no' } });
      const restart = restarts();
      await restart();
      await restart();
      expect(iam.seen).toHaveLength(1);
      await restart({ project: 'cn-east-3' });
      expect(iam.seen).toHaveLength(2);
    },
  );

  it('is tried at once when an operator asks for it, and forgotten when it is good', async () => {
    const restart = restarts();
    await restart();
    await restart({}, true);
    expect(iam.seen).toHaveLength(2);
    iam.script = issue;
    expect(await restart({}, true)).toMatchObject({ kind: 'delivered' });
    expect(await restart()).toMatchObject({ kind: 'delivered' });
    expect(iam.seen).toHaveLength(4);
  });
});
