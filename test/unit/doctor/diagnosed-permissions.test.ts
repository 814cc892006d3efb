import { describe, expect, it } from 'vitest';
import type { Probe, ProbedCall, Verdict } from '../../../src/coc/probe.ts';
import { diagnose } from '../../../src/doctor/diagnose.ts';

function call(verdict: Verdict, detail = 'HTTP 403'): ProbedCall {
  const outcome = { kind: 'retry', reason: 'forbidden', scope: 'destination', detail } as const;
  return { verdict, sent: true, connected: true, outcome };
}

function diagnosed(probe: Probe, incidentApi: 'auto' | 'v2' = 'auto') {
  const { findings } = diagnose(probe, {
    ...{ endpoint: 'https://coc.example.com', proxied: false, auth: 'aksk', incidentApi },
    clock: { measuredMs: 0, appliedMs: 0 },
    project: { check: 'project', result: 'good', words: 'p' },
  });
  return (check: string) => findings.find((one) => one.check === check);
}

const READ = 'permission to read incidents';
const LIST = 'permission to list incidents';

describe('the permissions', () => {
  it('that are missing are named as COC names them', () => {
    const of = diagnosed({ read: call('forbidden'), list: call('forbidden') });
    expect(of(READ)?.remedy).toContain('coc:incident:detail');
    expect(of(LIST)?.remedy).toContain('coc:ticket:list');
  });

  it('to list incidents have no line where no list was asked for', () => {
    const of = diagnosed({ read: call('works') });
    expect(of(READ)).toMatchObject({ result: 'good' });
    expect(of(LIST)).toBeUndefined();
  });

  it('of an API that is not there have another remedy', () => {
    const of = diagnosed({ read: call('absent'), list: call('works') });
    expect(of(READ)).toMatchObject({ result: 'bad', remedy: expect.not.stringContaining('grant') });
  });
});

describe('remarks on incidents', () => {
  const works = { read: call('works'), list: call('works') };
  const of = (verdict: Verdict, incidentApi?: 'v2') =>
    diagnosed({ ...works, remark: call(verdict) }, incidentApi)('remarks on incidents');

  it('have no line where they were not asked for', () => {
    expect(diagnosed(works)('remarks on incidents')).toBeUndefined();
  });

  it.each<[Verdict, 'v2' | undefined, string, string]>([
    ['works', undefined, 'good', 'COC takes them'],
    ['forbidden', undefined, 'skipped', 'not used, because COC does not take them: HTTP 403'],
    [
      'absent',
      undefined,
      'skipped',
      'not used, because COC does not take them: this endpoint has no such API',
    ],
    ['failed', undefined, 'unknown', 'not seen'],
    ['forbidden', 'v2', 'bad', 'HTTP 403'],
    ['absent', 'v2', 'bad', 'this endpoint has no such API'],
  ])('that COC answers with %s are, under incidentApi %s, %s', (verdict, incidentApi, result, words) => {
    const found = of(verdict, incidentApi);
    expect(found).toMatchObject({ result, words: expect.stringContaining(words) });
    expect(found !== undefined && 'remedy' in found).toBe(result === 'bad');
  });
});

it('an answer that is not one of COC is shown, and said to be none', () => {
  const of = diagnosed({ read: call('strange', 'HTTP 403 Login') });
  expect(of('answer')?.words).toMatch(/form of COC.*HTTP 403 Login$/);
  expect(diagnosed({ read: call('absent', 'HTTP 404') })('answer')?.words).toBe('HTTP 404');
});

it('credentials that COC takes are said to be signed with its time only where they are', () => {
  expect(diagnosed({ read: call('works') })('credentials')?.words).not.toContain('signed');
});
