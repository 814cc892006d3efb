import { describe, expect, it } from 'vitest';
import { CredentialPause } from '../../../src/coc/credential-pause.ts';
import { KeptRefusals } from '../../../src/coc/kept-refusals.ts';
import type { FailureReason } from '../../../src/outbox/events/outcome.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryNote } from './memory-note.ts';

const PAUSE = 300_000;
const KEYS = ['AK-OF-OURS', 'SK-OF-OURS'];

function refused(reason: FailureReason = 'credentials') {
  return { kind: 'retry', reason, scope: 'destination', detail: 'HTTP 401 APIG.0301' } as const;
}

function parts() {
  const note = new MemoryNote();
  const failures: unknown[] = [];
  const clock = new FakeClock();
  /** Starts a process with these credentials. */
  const start = async (identity = KEYS, use: 'signature' | 'password' = 'signature') => {
    const kept = new KeptRefusals(note, (error) => failures.push(error));
    const refusal = new CredentialPause(
      clock,
      kept.of(use, () => ({ credentials: identity, scope: ['project'] })),
    );
    await refusal.turnTo('0');
    return refusal;
  };
  return { note, failures, clock, start };
}

describe('credentials that were refused', () => {
  it('are refused over restarts, until the pause is over', async () => {
    const { clock, start } = parts();
    await (await start()).begin(refused(), PAUSE);
    clock.advance(PAUSE - 1_000);
    for (let restart = 0; restart < 8; restart++) {
      const outcome = (await start()).outcome();
      expect(outcome).toMatchObject({ ...refused(), afterMs: 1_000 });
    }
    clock.advance(1_000);
    expect((await start()).outcome()).toBeUndefined();
  });

  it.each(['credentials', 'key-locked', 'clock-skew', 'forbidden', 'not-found', 'throttled'] as const)(
    'are refused after a restart because of %s',
    async (reason) => {
      const { start } = parts();
      await (await start()).begin(refused(reason), PAUSE);
      expect((await start()).outcome()).toMatchObject({ reason });
    },
  );

  it.each(['network', 'server-error'] as const)(
    'are worth a try after a restart: %s passes',
    async (reason) => {
      const { note, start } = parts();
      const before = await start();
      await before.begin(refused(reason), PAUSE);
      expect(before.outcome()).toBeDefined();
      expect((await start()).outcome()).toBeUndefined();
      expect(note.writes).toBe(0);
    },
  );

  it('are tried at once when any part of them is another one', async () => {
    const { start } = parts();
    await (await start()).begin(refused(), PAUSE);
    expect((await start(['AK-OF-OURS', 'SK-CORRECTED'])).outcome()).toBeUndefined();
    expect((await start(['AK-OTHER', 'SK-OF-OURS'])).outcome()).toBeUndefined();
    expect((await start(['AK-OF-OURSSK-OF-OURS'])).outcome()).toBeUndefined();
    expect((await start(KEYS)).outcome()).toBeDefined();
  });

  it.each(['', 'ab', 'no digits'])(
    'are unknown when what is stored of them is damaged: %j',
    async (digest) => {
      const { note, start } = parts();
      await (await start()).begin(refused(), PAUSE);
      const stored = JSON.parse(note.text ?? '');
      await note.write({ ...stored, signature: [{ ...stored.signature[0], digest }] });
      expect((await start()).outcome()).toBeUndefined();
    },
  );

  it('of one use say nothing of the other', async () => {
    const { start } = parts();
    await (await start()).begin(refused(), PAUSE);
    await (await start(KEYS, 'password')).begin(refused('forbidden'), PAUSE);
    expect((await start()).outcome()).toMatchObject({ reason: 'credentials' });
    expect((await start(KEYS, 'password')).outcome()).toMatchObject({ reason: 'forbidden' });
    await (await start(KEYS, 'password')).end();
    expect((await start()).outcome()).toBeDefined();
    expect((await start(KEYS, 'password')).outcome()).toBeUndefined();
  });

  it('are forgotten once they are accepted, with nothing written when nothing was known', async () => {
    const { note, start } = parts();
    await (await start()).end();
    expect(note.writes).toBe(0);
    await (await start()).begin(refused(), PAUSE);
    await (await start()).end();
    expect((await start()).outcome()).toBeUndefined();
    expect(JSON.parse(note.text ?? '')).toEqual({ v: 1, signature: [], password: [] });
  });

  it('wait no longer than their pause when the clock was ahead, and not again when it is set ahead', async () => {
    const { clock, start } = parts();
    await (await start()).begin(refused(), PAUSE);
    clock.set(-2 * 86_400_000);
    expect((await start()).outcome()).toMatchObject({ afterMs: PAUSE });
    clock.set(4 * 86_400_000);
    expect((await start()).outcome()).toBeUndefined();
  });

  it('are refused over a restart too when they were accepted in between', async () => {
    const { start } = parts();
    const refusal = await start();
    await refusal.begin(refused(), PAUSE);
    await refusal.end();
    await refusal.begin(refused(), PAUSE);
    expect((await start()).outcome()).toMatchObject(refused());
  });

  it('are refused also after others were tried in between, in one process and over restarts', async () => {
    const { clock, start } = parts();
    const other = ['AK-OF-OURS', 'SK-OTHER'];
    await (await start()).begin(refused(), PAUSE);
    clock.advance(1_000);
    await (await start(other)).begin(refused('key-locked'), PAUSE);
    expect((await start()).outcome()).toMatchObject({ ...refused(), afterMs: PAUSE - 1_000 });
    expect((await start(other)).outcome()).toMatchObject({ reason: 'key-locked', afterMs: PAUSE });
    await (await start(['AK-OF-OURS', 'SK-RIGHT'])).end();
    await (await start(other)).end();
    expect((await start()).outcome()).toMatchObject(refused());
    expect((await start(other)).outcome()).toBeUndefined();
  });

  it('are refused for the project with which they were, whatever others they were tried with', async () => {
    const note = new MemoryNote();
    const kept = new KeptRefusals(note, () => undefined);
    const memoryWith = (project: string) =>
      kept.of('signature', () => ({ credentials: KEYS, scope: [project] }));
    const refusal = { until: 1, pauseMs: PAUSE, detail: '', hurries: [] };
    for (const project of ['a', 'b'])
      await memoryWith(project).keep({ ...refusal, reason: 'forbidden', detail: project });
    expect((await memoryWith('a').recall())?.detail).toBe('a');
    expect((await memoryWith('b').recall())?.detail).toBe('b');
    expect(await memoryWith('c').recall()).toBeUndefined();
  });

  it('are refused in each project, where they were found wrong after one project had forbidden them', async () => {
    const kept = new KeptRefusals(new MemoryNote(), () => undefined);
    const memoryWith = (project: string) =>
      kept.of('signature', () => ({ credentials: KEYS, scope: [project] }));
    const refusal = { until: 1, pauseMs: PAUSE, detail: '', hurries: [] };
    await memoryWith('a').keep({ ...refusal, reason: 'forbidden' });
    await memoryWith('b').keep({ ...refusal, reason: 'credentials' });
    for (const project of ['a', 'b', 'c'])
      expect((await memoryWith(project).recall())?.reason).toBe('credentials');
  });

  it('are remembered for the last eight', async () => {
    const kept = new KeptRefusals(new MemoryNote(), () => undefined);
    const memoryOf = (secret: string) => kept.of('signature', () => ({ credentials: [secret], scope: [] }));
    const refusal = { until: 1, pauseMs: PAUSE, reason: 'credentials' as const, detail: '', hurries: [] };
    for (let i = 0; i < 9; i++) await memoryOf(`SK-${i}`).keep(refusal);
    expect(await memoryOf('SK-0').recall()).toBeUndefined();
    expect(await memoryOf('SK-1').recall()).toEqual(refusal);
    expect(await memoryOf('SK-8').recall()).toEqual(refusal);
  });

  it('say nothing of those that replace them while it is looked up', async () => {
    const clock = new FakeClock();
    const stored = { until: clock.now() + PAUSE, pauseMs: PAUSE, hurries: [] };
    const recalled = [{ ...stored, reason: 'credentials' as const, detail: 'HTTP 401' }, undefined];
    const refusal = new CredentialPause(clock, {
      recall: async () => recalled.shift(),
      keep: async () => undefined,
      forget: async () => undefined,
    });
    await Promise.all([refusal.turnTo('0'), refusal.turnTo('1')]);
    expect(refusal.outcome()).toBeUndefined();
  });

  it('that change while the process runs belong to another version', async () => {
    const { start } = parts();
    const refusal = await start();
    await refusal.begin(refused(), PAUSE);
    await refusal.turnTo('0');
    expect(refusal.outcome()).toBeDefined();
    refusal.turnTo('1');
    expect(refusal.outcome()).toBeUndefined();
  });
});

describe('what is stored', () => {
  it('has no secret, and is another digest each time', async () => {
    const { note, start } = parts();
    await (await start()).begin(refused(), PAUSE);
    const first = note.text ?? '';
    await (await start()).begin(refused(), PAUSE);
    for (const text of [first, note.text ?? '']) {
      expect(text).not.toMatch(/OF-OURS/);
      expect(JSON.parse(text).signature).toEqual([
        expect.objectContaining({ reason: 'credentials', salt: expect.any(String) }),
      ]);
    }
    const digestIn = (text: string) => JSON.parse(text).signature[0].digest;
    expect(digestIn(first)).not.toBe(digestIn(note.text ?? ''));
  });

  it('of several credentials has one salt, so that one slow digest is enough to look them all up', async () => {
    const { note, start } = parts();
    for (const secret of ['SK-1', 'SK-2', 'SK-3']) await (await start([secret])).begin(refused(), PAUSE);
    const salts = JSON.parse(note.text ?? '').signature.map(({ salt }: { salt: string }) => salt);
    expect([salts.length, new Set(salts).size]).toEqual([3, 1]);
  });

  it('by an older version is one refusal, and is known', async () => {
    const { note, start } = parts();
    await (await start()).begin(refused(), PAUSE);
    const { v, signature } = JSON.parse(note.text ?? '');
    await note.write({ v, signature: signature[0] });
    expect((await start()).outcome()).toMatchObject(refused());
  });

  it.each(['[]', '{"v":2}', '{"v":1,"signature":{"until":"soon"}}', 'null'])(
    'that has the form %s is ignored',
    async (text) => {
      const { note, start } = parts();
      note.text = text;
      const refusal = await start();
      expect(refusal.outcome()).toBeUndefined();
      await refusal.begin(refused(), PAUSE);
      expect((await start()).outcome()).toBeDefined();
    },
  );

  it('cannot be stored on a full disk: the pause holds, and the failure is told', async () => {
    const { note, failures, start } = parts();
    const refusal = await start();
    note.isFull = true;
    await refusal.begin(refused(), PAUSE);
    expect([refusal.outcome()?.reason, failures.length]).toEqual(['credentials', 1]);
    note.isFull = false;
    await refusal.begin(refused(), PAUSE);
    expect((await start()).outcome()).toBeDefined();
  });
});

describe('an operator', () => {
  it('ends the pause at most twice within the length of one, over restarts too', async () => {
    const { clock, start } = parts();
    let refusal = await start();
    const tries: boolean[] = [];
    await refusal.begin(refused(), PAUSE);
    for (let n = 0; n < 4; n++) {
      refusal.hurry();
      tries.push(refusal.outcome() === undefined);
      await refusal.begin(refused(), PAUSE);
      refusal = await start();
    }
    expect(tries).toEqual([true, true, false, false]);
    clock.advance(PAUSE - 1);
    refusal.hurry();
    expect(refusal.outcome()).toBeDefined();
    clock.advance(1);
    await refusal.begin(refused(), PAUSE);
    refusal.hurry();
    expect(refusal.outcome()).toBeUndefined();
  });

  it('does not spend a try when there is no pause', async () => {
    const { clock, start } = parts();
    const refusal = await start();
    for (let n = 0; n < 3; n++) refusal.hurry();
    await refusal.begin(refused(), PAUSE);
    clock.advance(PAUSE);
    for (let n = 0; n < 3; n++) refusal.hurry();
    await refusal.begin(refused(), PAUSE);
    refusal.hurry();
    expect(refusal.outcome()).toBeUndefined();
  });

  it.each(['key-locked', 'throttled'] as const)('does not end a wait after %s', async (reason) => {
    const { start } = parts();
    const refusal = await start();
    await refusal.begin(refused(reason), PAUSE);
    refusal.hurry();
    expect(refusal.outcome()).toMatchObject({ reason, afterMs: PAUSE });
  });

  it('has ended it for a restart right after, too', async () => {
    const { start } = parts();
    const refusal = await start();
    await refusal.begin(refused(), PAUSE);
    refusal.hurry();
    await expect.poll(async () => (await start()).outcome()).toBeUndefined();
  });
});

it('refusals are kept in their order, however long each takes to digest', async () => {
  const { note } = parts();
  const memory = new KeptRefusals(note, () => undefined);
  const [huge, small] = [['x'.repeat(30_000_000)], KEYS];
  const of = (credentials: readonly string[]) => () => ({ credentials, scope: [] });
  const refusal = (until: number) => ({
    ...{ until, pauseMs: PAUSE, detail: 'HTTP 401', hurries: [] },
    reason: 'credentials' as const,
  });
  const before = memory.of('signature', of(huge)).keep(refusal(1));
  const after = memory.of('signature', of(small)).keep(refusal(2));
  await Promise.all([before, after]);
  expect(await memory.of('signature', of(small)).recall()).toMatchObject({ until: 2 });
});

it.each([
  ['credentials', true],
  ['key-locked', true],
  ['clock-skew', true],
  ['throttled', true],
  ['forbidden', false],
  ['not-found', false],
] as const)('a refusal for %s outlives a change of the project or not', async (reason, outlives) => {
  const { note } = parts();
  const memory = (project: string) =>
    new KeptRefusals(note, (error) => expect.unreachable(String(error))).of('password', () => ({
      credentials: KEYS,
      scope: [project],
    }));
  await memory('one').keep({ reason, until: 1, pauseMs: PAUSE, detail: 'no', hurries: [] });
  expect(await memory('one').recall()).toMatchObject({ reason });
  expect((await memory('other').recall()) !== undefined).toBe(outlives);
});
