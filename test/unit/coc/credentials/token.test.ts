import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { TokenDeps } from '../../../../src/coc/credentials/iam-token.ts';
import { TokenCredentials } from '../../../../src/coc/credentials/token.ts';
import { type Deadline, startDeadline } from '../../../../src/coc/deadline.ts';
import type { HttpAnswer } from '../../../../src/coc/exchange.ts';
import { KeptRefusals } from '../../../../src/coc/kept-refusals.ts';
import type { ObservedCall } from '../../../../src/coc/observed-call.ts';
import { ConfigError } from '../../../../src/errors.ts';
import { Secret } from '../../../../src/settings/secret.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { MemoryNote } from '../memory-note.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CONFIG = {
  type: 'token',
  ...{ iamEndpoint: 'https://iam.example', domain: 'acme', user: 'agent', project: 'cn-north-4' },
} as const;
const WRONG = { error: { code: 401, message: 'The username or password is wrong' } };

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
  clock.advance(7_000);
});

function answer(status: number, body: object, headers: Record<string, string> = {}): HttpAnswer {
  return { kind: 'answer', status, headers, body: JSON.stringify(body), truncated: false };
}

function issued(token: string): HttpAnswer {
  const expires_at = new Date(clock.now() + DAY).toISOString();
  return answer(201, { token: { expires_at } }, { 'x-subject-token': token });
}

type IamAnswer = () => HttpAnswer | Promise<HttpAnswer>;

/** Credentials whose requests to IAM are answered as told, and then with TOKEN-2, TOKEN-3 and so on; with what they did. */
function open(
  answers: readonly IamAnswer[] = [],
  deps: Partial<TokenDeps> = {},
  password: object = { password: new Secret('PASSWORD') },
) {
  const did = { asked: 0, closed: 0, observed: [] as ObservedCall[] };
  const left = [...answers];
  const credentials = new TokenCredentials(
    { ...CONFIG, ...password },
    {
      ...{ clock, timers: clock, timeoutMs: 15_000, random: () => 0 },
      transport: {
        send: async () => {
          did.asked += 1;
          return left.shift()?.() ?? issued(`TOKEN-${did.asked}`);
        },
        close: async () => {
          did.closed += 1;
        },
      },
      onCall: (call) => did.observed.push(call),
      ...deps,
    },
  );
  const authorize = async (deadline: Deadline = startDeadline(15_000, undefined, clock)) => {
    const allowed = await credentials.authorize(undefined, 0, deadline);
    deadline.stop();
    return allowed.kind === 'headers' ? allowed.headers['x-auth-token'] : allowed.outcome;
  };
  return { credentials, did, authorize };
}

/** The path of a file with a password, and a function that changes it. */
function passwordFile(): { file: string; write: (text: string) => void } {
  const directory = mkdtempSync(join(tmpdir(), 'token-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'password');
  const write = (text: string) => {
    writeFileSync(file, text);
    clock.advance(1_000);
  };
  write('OLD');
  return { file, write };
}

/** An answer of IAM that comes when the test says so. */
function later() {
  let give: (answer: HttpAnswer) => void = () => undefined;
  const promise = new Promise<HttpAnswer>((resolve) => {
    give = resolve;
  });
  return { wait: () => promise, give: (one: HttpAnswer) => give(one) };
}

describe('the credentials of a token', () => {
  it('sign nothing', () => {
    expect(open().credentials.signed).toBe(false);
  });

  it('need a password', () => {
    let thrown: unknown;
    try {
      open([], {}, {});
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect(thrown).toMatchObject({ message: expect.stringMatching(/has no password/), issues: [] });
  });

  it('have a version for each password', () => {
    const { file, write } = passwordFile();
    const { credentials } = open([], {}, { passwordFile: file });
    const before = credentials.version();
    expect(credentials.version()).toBe(before);
    write('NEWER');
    expect(credentials.version()).not.toBe(before);
  });

  it('have an identity without a password that can be read', () => {
    const { credentials } = open([], {}, { passwordFile: '/no/such/file' });
    expect(credentials.identity()).toEqual({
      credentials: ['token', 'iam.example:443', 'acme', 'agent', ''],
      scope: ['cn-north-4'],
    });
    expect(credentials.secrets()).toEqual([]);
  });

  it('hide the password, and the token while they have one', async () => {
    const { credentials, authorize } = open();
    const hidden = () => credentials.secrets().map((secret) => secret.reveal());
    expect(hidden()).toEqual(['PASSWORD']);
    await authorize();
    expect(hidden()).toEqual(['PASSWORD', 'TOKEN-1']);
  });

  it('close the connections to IAM', async () => {
    const { credentials, did } = open();
    await credentials.close();
    expect(did.closed).toBe(1);
  });
});

describe('asking IAM', () => {
  it('is told to an observer with the time that it took, and leaves no timer', async () => {
    const { authorize, did } = open([
      () => {
        clock.advance(250);
        return issued('TOKEN');
      },
    ]);
    expect(await authorize()).toBe('TOKEN');
    expect(did.observed).toEqual([{ operation: 'issue-token', status: 201, durationMs: 250 }]);
    expect(clock.timers).toBe(0);
  });

  it.each<[string, HttpAnswer, string]>([
    [
      'a refusal, whatever its headers say',
      answer(400, { error: { code: 400, message: 'no project' } }, { 'x-subject-token': 'TOKEN' }),
      'IAM refused to issue a token: HTTP 400 400: no project',
    ],
    ['no token', answer(201, {}), 'the answer of IAM has no header X-Subject-Token'],
    [
      'an empty token',
      answer(201, {}, { 'x-subject-token': '' }),
      'the answer of IAM has no header X-Subject-Token',
    ],
  ])('brings no token for %s', async (_, end, detail) => {
    const { authorize } = open([() => end]);
    expect(await authorize()).toMatchObject({ kind: 'retry', reason: 'credentials', detail });
  });

  it('is no wait for the next call after a passing failure', async () => {
    const { authorize } = open([() => answer(502, {})]);
    expect(await authorize()).toStrictEqual({
      ...{ kind: 'retry', reason: 'server-error', scope: 'destination' },
      detail: expect.stringMatching(/^IAM: HTTP 502/),
    });
    expect(await authorize()).toBe('TOKEN-2');
  });

  it.each([
    ['a minute', {}, MINUTE],
    ['the time that it asks for', { 'retry-after': '120' }, 2 * MINUTE],
  ])('is put off for %s when IAM gets too many requests', async (_, headers, waitMs) => {
    const { authorize, did } = open([() => answer(429, {}, headers)]);
    expect(await authorize()).toMatchObject({ reason: 'throttled', afterMs: waitMs });
    clock.advance(waitMs - 1);
    expect(await authorize()).toMatchObject({ reason: 'throttled', afterMs: 1 });
    expect(did.asked).toBe(1);
    clock.advance(1);
    expect(await authorize()).toBe('TOKEN-2');
  });

  it('is waited for until the end of the call, however long it takes', async () => {
    const { authorize } = open([later().wait]);
    let outcome: unknown;
    void authorize(startDeadline(50, undefined, clock)).then((end) => {
      outcome = end;
    });
    await clock.pass(49);
    expect(outcome).toBeUndefined();
    await clock.pass(1);
    expect(outcome).toMatchObject({
      ...{ kind: 'retry', reason: 'timeout', scope: 'destination' },
      detail: 'IAM gave no token before the end of the call',
    });
  });

  it('is not waited for by a call that is interrupted already', async () => {
    const { authorize } = open([later().wait]);
    let outcome: unknown;
    void authorize(startDeadline(50, AbortSignal.abort(), clock)).then((end) => {
      outcome = end;
    });
    await clock.pass(0);
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'interrupted' });
  });
});

describe('a token', () => {
  it('is renewed between half an hour and 45 minutes before its end, at a time of chance', async () => {
    const { authorize, did } = open([], { random: () => 0.5 });
    await authorize();
    clock.advance(DAY - 37.5 * MINUTE - 1);
    expect([await authorize(), did.asked]).toEqual(['TOKEN-1', 1]);
    clock.advance(1);
    expect(await authorize()).toBe('TOKEN-1');
    await clock.pass(0);
    expect([await authorize(), did.asked]).toEqual(['TOKEN-2', 2]);
  });

  it('does not serve any more at its end', async () => {
    const { authorize } = open();
    await authorize();
    clock.advance(DAY);
    expect(await authorize()).toBe('TOKEN-2');
  });

  it('that came since is kept when an older one is refused', async () => {
    const { authorize, credentials } = open();
    await authorize();
    expect(credentials.renew({ 'x-auth-token': 'TOKEN-1' })).toBe(true);
    expect(credentials.renew({ 'x-auth-token': 'TOKEN-1' })).toBe(true);
    await authorize();
    expect(credentials.renew({ 'x-auth-token': 'TOKEN-1' })).toBe(true);
    expect(await authorize()).toBe('TOKEN-2');
  });
});

describe('a password that is changed while IAM is asked', () => {
  /** Credentials with the password OLD, which becomes NEW while IAM is asked; with the memory of refusals. */
  async function changed(note = new MemoryNote()) {
    const { file, write } = passwordFile();
    const refusals = new KeptRefusals(note, (error) => expect.unreachable(String(error)));
    const pending = later();
    const opened = open([pending.wait], { refusals }, { passwordFile: file });
    const first = opened.authorize();
    await expect.poll(() => opened.did.asked).toBe(1);
    write('NEWER');
    return { ...opened, first, give: pending.give };
  }

  it('is tried at once when the old one is refused', async () => {
    const { authorize, did, first, give } = await changed();
    give(answer(401, WRONG));
    expect(await first).toMatchObject({ reason: 'credentials' });
    expect([await authorize(), did.asked]).toEqual(['TOKEN-2', 2]);
  });

  it('stays refused when it was before, although the old one is good', async () => {
    const note = new MemoryNote();
    const refusals = new KeptRefusals(note, (error) => expect.unreachable(String(error)));
    const before = open([() => answer(401, WRONG)], { refusals }, { password: new Secret('NEWER') });
    await before.authorize();
    const { authorize, did, first, give } = await changed(note);
    give(issued('TOKEN'));
    expect(await first).toBe('TOKEN');
    expect(await authorize()).toMatchObject({ reason: 'credentials' });
    expect(did.asked).toBe(1);
  });
});

it('a refusal is forgotten when the password is good after all', async () => {
  const note = new MemoryNote();
  const refusals = new KeptRefusals(note, (error) => expect.unreachable(String(error)));
  const { authorize } = open([() => answer(401, WRONG)], { refusals });
  await authorize();
  expect(note.text).toContain('"password"');
  clock.advance(15 * MINUTE);
  await authorize();
  expect(JSON.parse(note.text ?? '')).toEqual({ v: 1, signature: [], password: [] });
});
