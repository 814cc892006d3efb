import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/app/diagnose.ts';
import type { FailureReason, Outcome } from '../../../src/outbox/outcome.ts';

function failed(reason: FailureReason): Outcome {
  return { kind: 'retry', reason, scope: 'destination', detail: `it was ${reason}` };
}

/** What was found, in short: `+` good, `-` bad, `?` unknown. */
function marks(outcome: Outcome, offsetMs = 0): string {
  const short = { good: '+', bad: '-', unknown: '?' };
  return diagnose(outcome, offsetMs)
    .map(({ result }) => short[result])
    .join('');
}

describe('the diagnosis of one call', () => {
  it.each<[string, Outcome, string]>([
    ['everything works', { kind: 'delivered' }, '+++++++'],
    ['only the permission to list is missing', failed('forbidden'), '++++++-'],
    ['the name is not known', failed('dns'), '-?????'],
    ['nobody can be reached', failed('network'), '+-????'],
    ['nobody answers in time', failed('timeout'), '+-????'],
    ['the certificate is not trusted', failed('tls'), '++-???'],
    ['something else answers', failed('bad-response'), '+++-??'],
    ['the path is not there', failed('not-found'), '+++-??'],
    ['COC is failing', failed('server-error'), '+++-??'],
    ['the clock is wrong', failed('clock-skew'), '++++-?'],
    ['the key is wrong', failed('credentials'), '+++++-'],
    ['the key is locked', failed('key-locked'), '+++++-'],
    ['COC refuses the call', { kind: 'rejected', reason: 'bad-request', detail: 'no' }, '+++-??'],
  ])('when %s', (_when, outcome, expected) => expect(marks(outcome)).toBe(expected));

  it('gives every bad line a remedy, and COC its words', () => {
    const bad = diagnose(failed('credentials'), 0).filter(({ result }) => result === 'bad');
    expect(bad).toEqual([
      expect.objectContaining({
        check: 'credentials',
        words: 'it was credentials',
        remedy: expect.stringContaining('coc.auth'),
      }),
    ]);
  });

  it('warns of a clock that drifts before COC refuses it', () => {
    expect(marks({ kind: 'delivered' }, 59_000)).toBe('+++++++');
    expect(marks({ kind: 'delivered' }, -61_000)).toBe('++++-++');
  });
});
