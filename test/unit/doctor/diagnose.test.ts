import { describe, expect, it } from 'vitest';
import { type CallSetting, diagnose } from '../../../src/doctor/diagnose.ts';
import type { CallOutcome, FailureReason } from '../../../src/outbox/events/outcome.ts';

function failed(reason: FailureReason): CallOutcome {
  return { kind: 'retry', reason, scope: 'destination', detail: `it was ${reason}` };
}

function failedBy(reason: FailureReason, detail: string): CallOutcome {
  return { kind: 'retry', reason, scope: 'destination', detail };
}

const SETTING: CallSetting = { sent: true, offsetMs: 0, protocol: 'https:', project: 'cn-north-4' };

/** What was found, in short: `+` good, `-` bad, `?` unknown. */
function marks(outcome: CallOutcome, setting: Partial<CallSetting> = {}): string {
  const short = { good: '+', bad: '-', unknown: '?' };
  return diagnose(outcome, { ...SETTING, ...setting })
    .map(({ result }) => short[result])
    .join('');
}

describe('the diagnosis of one call', () => {
  it.each<[string, CallOutcome, string]>([
    ['everything works', { kind: 'delivered' }, '++++++++'],
    ['only the permission to list is missing', failed('forbidden'), '+++++++-'],
    ['the name is not known', failed('dns'), '-??????'],
    ['nobody can be reached', failed('network'), '+-?????'],
    ['nobody answers in time', failed('timeout'), '+-?????'],
    ['the certificate is not trusted', failed('tls'), '++-????'],
    ['something else answers', failed('bad-response'), '+++-???'],
    ['the path is not there', failed('not-found'), '+++-???'],
    ['COC is failing', failed('server-error'), '+++-???'],
    ['the clock is wrong', failed('clock-skew'), '++++-??'],
    ['the key is wrong', failed('credentials'), '+++++-?'],
    ['the key is locked', failed('key-locked'), '+++++-?'],
    ['the project is not available', failedBy('forbidden', 'HTTP 403 APIG.0310: no'), '++++++-'],
    ['COC refuses the call', { kind: 'rejected', reason: 'bad-request', detail: 'no' }, '+++-???'],
  ])('when %s', (_when, outcome, expected) => expect(marks(outcome)).toBe(expected));

  it.each<[string, CallOutcome, string]>([
    ['the key has letters that no header can have', failed('credentials'), '?????-?'],
    ['IAM cannot be reached', failedBy('dns', 'IAM: ENOTFOUND'), '?????-?'],
    ['IAM has no such project', failedBy('not-found', 'IAM: HTTP 404: no project p'), '??????-'],
  ])('claims nothing about COC when it got no request because %s', (_when, outcome, expected) =>
    expect(marks(outcome, { sent: false })).toBe(expected),
  );

  it('gives every bad line a remedy, and COC its words', () => {
    const bad = diagnose(failed('credentials'), SETTING).filter(({ result }) => result === 'bad');
    expect(bad).toEqual([
      expect.objectContaining({
        check: 'credentials',
        words: 'it was credentials',
        remedy: expect.stringContaining('coc.auth'),
      }),
    ]);
  });

  it('tells no TLS where there is none, and the project, or that none is named', () => {
    const words = (setting: Partial<CallSetting>) =>
      Object.fromEntries(
        diagnose({ kind: 'delivered' }, { ...SETTING, ...setting }).map(({ check, words }) => [check, words]),
      );
    expect(words({})).toMatchObject({ TLS: 'works', project: 'cn-north-4' });
    expect(words({ protocol: 'http:', project: undefined })).toMatchObject({
      TLS: expect.stringContaining('plain http'),
      project: expect.stringContaining('none configured'),
    });
  });

  it('warns of a clock that drifts before COC refuses it', () => {
    expect(marks({ kind: 'delivered' }, { offsetMs: 59_000 })).toBe('++++++++');
    expect(marks({ kind: 'delivered' }, { offsetMs: -61_000 })).toBe('++++-+++');
  });
});
