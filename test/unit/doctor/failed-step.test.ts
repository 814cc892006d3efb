import { describe, expect, it } from 'vitest';
import type { ProbedCall } from '../../../src/coc/probe.ts';
import { failedStep, WRONG_PROJECT } from '../../../src/doctor/failed-step.ts';
import type { FailureReason } from '../../../src/outbox/events/outcome.ts';

function call(reason: FailureReason, more: Partial<ProbedCall> = {}, detail = 'x'): ProbedCall {
  const outcome = { kind: 'retry', reason, scope: 'destination', detail } as const;
  return { verdict: 'failed', sent: true, connected: false, outcome, ...more };
}

const stepOf = (probed: ProbedCall) => failedStep(probed)?.step;
const remedyOf = (probed: ProbedCall) => failedStep(probed)?.remedy;

describe('the step at which a call failed', () => {
  it.each<[FailureReason, string]>([
    ['dns', 'name resolution'],
    ['network', 'connection'],
    ['timeout', 'connection'],
    ['tls', 'TLS'],
    ['bad-response', 'answer'],
    ['server-error', 'answer'],
    ['throttled', 'answer'],
    ['clock-skew', 'clock'],
    ['credentials', 'credentials'],
    ['key-locked', 'credentials'],
    ['bad-request', 'answer'],
  ])('by %s is %s', (reason, step) => {
    expect(stepOf(call(reason))).toBe(step);
    expect(remedyOf(call(reason))).not.toBe('');
  });

  it('is the answer where a connection was there, and the advice another one', () => {
    for (const reason of ['network', 'timeout'] as const) {
      expect(stepOf(call(reason, { connected: true }))).toBe('answer');
      expect(remedyOf(call(reason, { connected: true }))).not.toBe(remedyOf(call(reason)));
    }
    expect(stepOf(call('dns', { connected: true }))).toBe('name resolution');
  });

  it('is none where COC answered, also when it refuses a permission', () => {
    expect(failedStep(call('not-found', { verdict: 'works' }))).toBeUndefined();
    expect(failedStep(call('forbidden', { verdict: 'forbidden' }))).toBeUndefined();
    const outcome = { kind: 'delivered' } as const;
    expect(failedStep({ ...call('dns'), verdict: 'works', outcome })).toBeUndefined();
    expect(stepOf({ ...call('dns'), verdict: 'strange', outcome })).toBe('answer');
  });

  it('is the answer where something else answers, or the API is not there', () => {
    expect(stepOf(call('credentials', { verdict: 'strange' }))).toBe('answer');
    expect(stepOf(call('credentials', { verdict: 'absent' }))).toBe('answer');
    expect(remedyOf(call('dns', { verdict: 'absent' }))).not.toBe(
      remedyOf(call('dns', { verdict: 'strange' })),
    );
  });

  it.each([
    ['IAM: HTTP 404: no such project', true],
    ['iam: The Project does not exist', true],
    ['IAM: projection', false],
    ['says IAM: project', false],
    ['HTTP 403 APIG.0310: no', true],
    ['HTTP 403 APIG.03101', false],
  ])('is the project by the words %j: %s', (detail, isProject) => {
    for (const sent of [true, false])
      expect(failedStep(call('forbidden', { sent }, detail))?.step === 'project').toBe(isProject);
    if (isProject) expect(remedyOf(call('forbidden', {}, detail))).toBe(WRONG_PROJECT);
  });

  it('is the credentials where nothing was sent: they are wrong themselves, or IAM gave no token', () => {
    const own = call('credentials', { sent: false }, 'coc.auth.secretKeyFile is missing');
    const refused = call('credentials', { sent: false }, 'IAM: HTTP 401');
    const unreached = call('dns', { sent: false }, 'IAM: ENOTFOUND');
    expect([own, refused, unreached].map(stepOf)).toEqual(['credentials', 'credentials', 'credentials']);
    expect(remedyOf(own)).toBe(remedyOf(call('credentials')));
    expect(remedyOf(refused)).toContain('iamEndpoint');
    expect(remedyOf(unreached)).toBe(remedyOf(refused));
  });
});
