import { describe, expect, it } from 'vitest';
import type { Probe, ProbedCall, Verdict } from '../../../src/coc/probe.ts';
import { type CallSetting, diagnose } from '../../../src/doctor/diagnose.ts';
import type { CallOutcome, FailureReason } from '../../../src/outbox/events/outcome.ts';

function failed(reason: FailureReason, detail = `it was ${reason}`): CallOutcome {
  return { kind: 'retry', reason, scope: 'destination', detail };
}

const PROJECT = { check: 'project', result: 'good', words: 'p is cn-north-4' } as const;
const SETTING: CallSetting = {
  ...{ endpoint: 'https://coc.example.com', proxied: false, auth: 'aksk', incidentApi: 'auto' },
  clock: { measuredMs: 0, appliedMs: 0 },
  project: PROJECT,
};

const GONE: CallOutcome = { kind: 'rejected', reason: 'not-found', detail: 'HTTP 400 COC.00067003' };
const DONE: CallOutcome = { kind: 'delivered' };
const WORKS = call('works', GONE);
const LISTS = call('works', DONE);
const NO_API = call('absent', failed('not-found', 'HTTP 404 APIG.0101'));
const FORBIDDEN = call('forbidden', failed('forbidden', 'HTTP 403 APIG.0302'));

function call(verdict: Verdict, outcome: CallOutcome, more: Partial<ProbedCall> = {}): ProbedCall {
  return { verdict, outcome, sent: true, connected: true, ...more };
}

const unconnected = (reason: FailureReason, detail?: string) =>
  call('failed', failed(reason, detail), { connected: false });
const unsent = (reason: FailureReason, detail?: string) =>
  call('failed', failed(reason, detail), { connected: false, sent: false });

/** What was found, in short: `+` good, `-` bad, `?` unknown, `.` skipped. */
function marks(probe: Probe, setting: Partial<CallSetting> = {}): string {
  const short = { good: '+', bad: '-', unknown: '?', skipped: '.' };
  return diagnose(probe, { ...SETTING, ...setting })
    .findings.map(({ result }) => short[result])
    .join('');
}

function words(probe: Probe, setting: Partial<CallSetting> = {}): Record<string, string> {
  const { findings } = diagnose(probe, { ...SETTING, ...setting });
  return Object.fromEntries(
    findings.map(({ check, words: said, remedy = '' }) => [check, `${said} ${remedy}`]),
  );
}

describe('the diagnosis of harmless calls', () => {
  it.each<[string, Probe, string]>([
    ['everything works', { read: WORKS, list: LISTS }, '+++++++++'],
    ['only the permission to list is missing', { read: WORKS, list: FORBIDDEN }, '++++++++-'],
    ['only the permission to read is missing', { read: FORBIDDEN, list: LISTS }, '+++++++-+'],
    ['both are missing', { read: FORBIDDEN, list: FORBIDDEN }, '+++++++--'],
    ['there is no second version of the API', { read: WORKS, list: NO_API }, '++++++++-'],
    ['there is only the second version', { read: NO_API, list: LISTS }, '+++++++-+'],
    ['COC fails at the list', { read: WORKS, list: call('failed', failed('server-error')) }, '++++++++?'],
    ['the name is not known', { read: unconnected('dns') }, '-??????'],
    ['nobody can be reached', { read: unconnected('network') }, '+-?????'],
    ['nobody is reached in time', { read: unconnected('timeout') }, '?-?????'],
    ['the address may not be called', { read: unconnected('network', 'EGRESS_REFUSED: x') }, '?-?????'],
    ['nobody answers in time', { read: call('failed', failed('timeout')) }, '+++-???'],
    ['the connection is closed', { read: call('failed', failed('network')) }, '+++-???'],
    ['the certificate is not trusted', { read: unconnected('tls') }, '++-????'],
    ['something else answers', { read: call('strange', failed('bad-response')) }, '+++-???'],
    ['something else is content', { read: call('strange', DONE), list: call('strange', DONE) }, '+++-???'],
    ['something else wants a login', { read: call('strange', failed('credentials')) }, '+++-???'],
    ['neither path is there', { read: NO_API, list: NO_API }, '+++-???'],
    ['COC is failing', { read: call('failed', failed('server-error')) }, '+++-???'],
    ['the clock is wrong', { read: call('refused', failed('clock-skew')) }, '++++-??'],
    ['the key is wrong', { read: call('refused', failed('credentials')) }, '+++++-?'],
    ['the key is locked', { read: call('refused', failed('key-locked')) }, '+++++-?'],
    [
      'the project is not available',
      { read: call('forbidden', failed('forbidden', 'APIG.0310: no')) },
      '++++++-',
    ],
  ])('when %s', (_when, probe, expected) => expect(marks(probe)).toBe(expected));

  it.each<[string, ProbedCall, string]>([
    ['a secret file is missing', unsent('credentials'), '?????-?'],
    ['IAM cannot be reached', unsent('dns', 'IAM: ENOTFOUND'), '?????-?'],
    ['IAM has no such project', unsent('not-found', 'IAM: HTTP 404: no project p'), '??????-'],
  ])('claims nothing about COC when it got no request because %s', (_when, read, expected) =>
    expect(marks({ read })).toBe(expected),
  );

  it('has no mark for a step that is not there', () => {
    const probe = { read: WORKS, list: LISTS };
    expect(marks(probe, { endpoint: 'http://127.0.0.1:9', auth: 'none' })).toBe('.+.++.+++');
    expect(marks(probe, { endpoint: 'https://[::1]:9' })).toBe('.++++++++');
    expect(marks(probe, { proxied: true })).toBe('.++++++++');
    expect(words(probe, { proxied: true })).toMatchObject({
      'name resolution': expect.stringContaining('the proxy resolves'),
      connection: expect.stringContaining('coc.proxy'),
    });
  });

  it('believes an alarm that COC took more than the answers to other calls', () => {
    const html = call('strange', failed('not-found', 'HTTP 404'));
    expect(marks({ read: html, list: html }, { tookAlarm: true })).toBe('+++++++--');
    expect(marks({ read: NO_API, list: NO_API }, { tookAlarm: true })).toBe('+++++++--');
    const content = call('strange', DONE);
    expect(marks({ read: content, list: content }, { tookAlarm: true })).toBe('+++++++??');
    expect(marks({ read: call('failed', failed('server-error')) }, { tookAlarm: true })).toBe('+++++++?');
    expect(words({ read: WORKS, list: LISTS }, { tookAlarm: true }).answer).toContain('COC answers');
    expect(marks({ read: call('refused', failed('credentials')) }, { tookAlarm: true })).toBe('+++++-?');
  });

  it('names who answers', () => {
    expect(words({ read: WORKS, list: LISTS }).answer).toContain('COC answers');
    expect(words({ read: FORBIDDEN, list: FORBIDDEN }).answer).toContain('gateway');
  });

  it('gives every bad line a remedy, and COC its words', () => {
    const { findings, endsAt } = diagnose({ read: call('refused', failed('credentials')) }, SETTING);
    expect(endsAt).toBe('credentials');
    expect(findings.filter(({ result }) => result === 'bad')).toEqual([
      expect.objectContaining({
        check: 'credentials',
        words: 'it was credentials',
        remedy: expect.stringContaining('coc.auth'),
      }),
    ]);
  });

  it('tells an API that is not there from a permission that is missing', () => {
    const list = 'permission to list incidents';
    expect(words({ read: WORKS, list: NO_API })[list]).toMatch(/no such API.*alarms and incidents work/);
    expect(words({ read: WORKS, list: FORBIDDEN })[list]).toContain('grant coc:ticket:list');
  });
});

describe('the clock', () => {
  const probe = { read: WORKS, list: LISTS };
  const at = (measuredMs: number, appliedMs = 0) => ({ clock: { measuredMs, appliedMs } });

  it('is judged from one minute on', () => {
    expect(marks(probe, at(59_000))).toBe('+++++++++');
    expect(marks(probe, at(-61_000))).toBe('++++-++++');
  });

  it('is unknown when no answer had a date', () => {
    expect(marks(probe, { clock: undefined })).toBe('++++?++++');
  });

  it('never says that COC refuses every call beside one that it took', () => {
    const said = words(probe, at(30 * 60_000, 30 * 60_000));
    expect(said.clock).toMatch(
      /differs from COC's by 1800 s \(ours is behind\): COC refused our time.*set the clock/,
    );
    expect(said.credentials).toContain("signed with COC's time instead of ours");
    expect(JSON.stringify(said)).not.toContain('refuses every call');
    expect(words(probe, at(2 * 60_000)).clock).toContain('from 15 minutes on');
    expect(words(probe, { ...at(2 * 60_000), auth: 'token' }).clock).not.toContain('15 minutes');
  });

  it.each<[string, Partial<CallSetting>, RegExp]>([
    [
      "was replaced by COC's",
      at(-30 * 60_000, -30 * 60_000),
      /by 1800 s \(ours is ahead\), but .* also when the agent signs with COC's time/,
    ],
    ['is near enough', at(4 * 60_000), /by 240 s \(ours is behind\), but COC takes .* for another reason/],
    ['is in no signature', { ...at(4 * 60_000), auth: 'token' }, /a token does not depend on it/],
  ])('is no reason for a refusal of the credentials where it %s', (_how, setting, said) => {
    const refused = { read: call('failed', failed('credentials', 'HTTP 401 APIG.0301')) };
    expect(marks(refused, setting)).toBe('++++--?');
    expect(words(refused, setting).clock).toMatch(said);
    expect(words(refused, setting).clock).not.toContain('takes calls');
  });
});
