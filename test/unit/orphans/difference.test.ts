import { describe, expect, it } from 'vitest';
import { OWN_SOURCE } from '../../../src/alerts/alert.ts';
import type { PolicySettings } from '../../../src/orphans/change.ts';
import { differenceOf } from '../../../src/orphans/difference.ts';
import type { Lead } from '../../../src/orphans/lead.ts';
import type { OpenAlert } from '../../../src/orphans/open-alert.ts';
import { anAlert } from '../../support/alerts.ts';

const PLACE = { integration: 'default', applicationId: 'app', regionId: 'cn-north-4' };
const policy = (...names: readonly string[]): PolicySettings => ({
  ...{ names, correlateBy: '', resolve: 'none', after: 0, onlyIfUntouched: true },
  ...{ openAfter: 0, warRoom: false },
});
const NAMES = {
  names: {
    sources: new Map([['prod', 'alertmanager' as const]]),
    integrations: ['default', 'db', 'old'],
    policies: [],
  },
  renamed: { sources: { was: 'prod', gone: 'nowhere' }, integrations: { old: 'db' } },
  policies: [policy('p', 'q'), policy('q', 'former'), policy('r')],
};
const open = (changes: Partial<OpenAlert> = {}): OpenAlert => ({
  ...{ alert: anAlert('a'), at: 0, source: 'prod', place: PLACE, isRefused: false },
  ...{ incident: { kind: 'none' }, matched: { kind: 'known' } },
  ...changes,
});
const to = (place: Partial<typeof PLACE> = {}, name?: string): Lead => ({
  kind: 'place',
  place: { ...PLACE, ...place },
  ...(name !== undefined && { policy: name }),
});
const DROPPED: Lead = { kind: 'dropped', reason: 'route' };
const difference = (changes: Partial<OpenAlert>, after: Lead) => differenceOf(open(changes), after, NAMES);

describe('an alarm that fires', () => {
  it.each(['integration', 'applicationId', 'regionId'] as const)('moves with its %s', (field) => {
    const other = { [field]: 'db' };
    expect(difference({}, to(other))).toEqual({ kind: 'moved', from: PLACE, to: { ...PLACE, ...other } });
  });

  it('does not move where nothing changes, where COC has not seen it, or where COC refused it', () => {
    expect(difference({}, to())).toBeUndefined();
    const { place: _, ...unseen } = open();
    expect(differenceOf(unseen, to({ regionId: 'x' }, 'p'), NAMES)).toBeUndefined();
    expect(difference({ isRefused: true }, DROPPED)).toBeUndefined();
  });

  it('does not move with the name of its integration, nor from one that is gone', () => {
    const at = (integration: string) => ({ place: { ...PLACE, integration } });
    expect(difference(at('old'), to({ integration: 'db' }))).toBeUndefined();
    expect(difference(at('old'), to())).toMatchObject({ kind: 'moved' });
    expect(difference(at('nowhere'), to())).toBeUndefined();
  });

  it('is dropped, also before COC has seen it', () => {
    const { place: _, ...unseen } = open();
    expect(difference({}, DROPPED)).toEqual(DROPPED);
    expect(differenceOf(unseen, { kind: 'dropped', reason: 'heartbeat' }, NAMES)).toEqual({
      kind: 'dropped',
      reason: 'heartbeat',
    });
  });

  it('says nothing where both configurations lead it to the same', () => {
    expect(difference({ before: DROPPED }, DROPPED)).toBeUndefined();
    expect(difference({ before: to({ regionId: 'x' }) }, to({ regionId: 'x' }))).toBeUndefined();
    expect(difference({ before: to() }, DROPPED)).toEqual(DROPPED);
    expect(difference({ before: to({ regionId: 'x' }) }, to())).toBeUndefined();
    expect(difference({ before: to({}, 'p') }, to())).toBeUndefined();
    expect(difference({ before: to() }, to({}, 'p'))).toEqual({ kind: 'joins', policy: 'p' });
  });

  it('of a source that is gone, or has another type, is told as an orphan', () => {
    expect(difference({ source: 'nobody' }, DROPPED)).toBeUndefined();
    expect(difference({ source: 'gone' }, DROPPED)).toBeUndefined();
    expect(difference({ alert: anAlert('a', { sourceType: 'zabbix' }) }, DROPPED)).toBeUndefined();
    expect(difference({ source: 'was' }, DROPPED)).toEqual(DROPPED);
    const own = { source: OWN_SOURCE, alert: anAlert('a', { sourceType: 'agent' }) };
    expect(difference(own, DROPPED)).toEqual(DROPPED);
  });
});

describe('the incident of an alarm that fires', () => {
  const has = (name: string) => ({ incident: { kind: 'open', policy: name } as const });
  const matched = (name?: string) => ({
    matched: { kind: 'known', ...(name !== undefined && { policy: name }) } as const,
  });

  it('is asked for where a policy matches, and its episode had none', () => {
    expect(difference({}, to({}, 'p'))).toEqual({ kind: 'joins', policy: 'p' });
    expect(difference({ incident: { kind: 'past' } }, to({}, 'p'))).toBeUndefined();
  });

  it('stays with its policy where another one matches, or none does', () => {
    const before = to({}, 'p');
    expect(difference({ ...has('p'), before }, to({}, 'r'))).toEqual({
      kind: 'stays',
      policy: 'p',
      other: 'r',
    });
    expect(difference({ ...has('p'), before }, to())).toEqual({ kind: 'stays', policy: 'p' });
    expect(difference({ ...has('p'), before: DROPPED }, to())).toEqual({ kind: 'stays', policy: 'p' });
  });

  it('goes on unchanged under another name of its policy; an own name counts before a former one', () => {
    expect(difference({ ...has('former'), before: to({}, 'former') }, to({}, 'q'))).toBeUndefined();
    expect(difference({ ...has('q'), before: to({}, 'p') }, to({}, 'q'))).toBeUndefined();
    expect(difference({ ...has('gone'), before: to({}, 'gone') }, to({}, 'q'))).toBeUndefined();
  });

  it('is judged without the configuration of before by what matched last, where that is known', () => {
    expect(difference({ ...has('p'), ...matched('p') }, to())).toEqual({ kind: 'stays', policy: 'p' });
    expect(difference({ ...has('q'), ...matched('former') }, to())).toEqual({ kind: 'stays', policy: 'q' });
    // Its level has changed since.
    expect(difference({ ...has('p'), ...matched() }, to())).toBeUndefined();
    expect(difference({ ...has('p'), ...matched('r') }, to({}, 'r'))).toBeUndefined();
    expect(difference({ ...has('p'), matched: { kind: 'unknown' } }, to())).toBeUndefined();
  });
});
