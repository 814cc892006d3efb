import { describe, expect, it } from 'vitest';
import type { ActiveList } from '../../../../src/sources/active-alerts.ts';
import { createZabbixSource } from '../../../../src/sources/zabbix/source.ts';
import { systemClock } from '../../../../src/time/clock.ts';
import { aProblem, PlayedError, playZabbix, type ZabbixCall } from './played-zabbix.ts';

const byEvent =
  (...problems: readonly ReturnType<typeof aProblem>[]) =>
  ({ method, params }: ZabbixCall) =>
    method === 'problem.get'
      ? problems.filter(
          ({ source, object }) => source === `${params.source}` && object === `${params.object}`,
        )
      : undefined;

function webhookId(message: object, identity: 'event' | 'trigger' = 'event') {
  const source = createZabbixSource('main', { type: 'zabbix', identity }, { levels: {}, clock: systemClock });
  const [read] = source.read(Buffer.from(JSON.stringify({ event_value: '1', ...message })), 0);
  return read && 'alert' in read ? read.alert.alarmId : undefined;
}

describe('the proof that Zabbix asks for', () => {
  it.each([
    ['6.0.14', 'in the body', { auth: 'a-token', authorization: undefined }],
    ['6.4.0', 'in a header', { authorization: 'Bearer a-token' }],
    ['7.4.1', 'in a header', { authorization: 'Bearer a-token' }],
  ])('is given to %s %s, and none with the question for its version', async (version, _where, proof) => {
    const { active, calls, signal } = await playZabbix(byEvent(), {}, version);
    await active.list(signal);
    expect(calls[0]).toMatchObject({ method: 'apiinfo.version', authorization: undefined });
    expect(calls[0]).not.toHaveProperty('auth');
    expect(calls[1]).toMatchObject({ method: 'problem.get', ...proof });
    if (version !== '6.0.14') expect(calls[1]).not.toHaveProperty('auth');
  });

  it('is a session after signing in, once, and again when it has ended', async () => {
    let session = 0;
    const play = (call: ZabbixCall) => {
      if (call.method === 'user.login') return `session-${++session}`;
      return call.auth === 'session-1' && calls.length > 9
        ? new PlayedError('Session terminated, re-login, please.')
        : [];
    };
    const auth = { login: { user: 'agent', password: 'secret' } };
    const { active, calls, signal } = await playZabbix(play, { auth });
    const first = await active.list(signal);
    const logins = () => calls.filter(({ method }) => method === 'user.login');
    expect([first.kind, logins()]).toEqual([
      'active',
      [expect.objectContaining({ params: { username: 'agent', password: 'secret' } })],
    ]);
    const second = await active.list(signal);
    const third = await active.list(signal);
    expect([second.kind, third.kind, logins().length]).toEqual(['active', 'active', 2]);
  });

  it.each([
    ['the password is wrong', 'Incorrect user name or password or account is temporarily blocked.'],
    ['the token is no longer valid', 'Not authorised.'],
    ['the role may not ask', 'No permissions to call "problem.get".'],
  ])('does not let it prove anything when %s', async (_title, words) => {
    const { active, signal } = await playZabbix(() => new PlayedError(words));
    expect(await active.list(signal)).toEqual({
      kind: 'unreachable',
      fault: 'access',
      detail: expect.stringContaining(words),
    });
  });
});

describe('the problems of Zabbix', () => {
  it('are those of triggers, internal events and services, with the ids of their messages', async () => {
    const problems = [
      aProblem('1'),
      aProblem('2', { source: '3', object: '4' }),
      aProblem('3', { source: '4', object: '6', name: 'Shop' }),
    ];
    const { active, signal } = await playZabbix(byEvent(...problems));
    const list = (await active.list(signal)) as ActiveList;
    expect(list.alerts.map(({ alarmId, ours }) => [alarmId, ours])).toEqual([
      [webhookId({ event_id: '1' }), true],
      [webhookId({ event_id: '2', event_source: '3' }), false],
      [webhookId({ event_id: '3', event_source: '4' }), false],
    ]);
  });

  it('are a complete list when each of them could be read', async () => {
    const { active, signal } = await playZabbix(byEvent(aProblem('1'), aProblem('2')));
    expect(await active.list(signal)).toMatchObject({ complete: true });
    const none = await playZabbix(byEvent());
    expect(await none.active.list(none.signal)).toMatchObject({ complete: true, alerts: [] });
  });

  it('may change their level while they last', async () => {
    const { active } = await playZabbix(byEvent());
    expect(active.levelsMove).toBe(true);
  });

  it('are ours from exactly the least severity on', async () => {
    const severities = ['2', '3', '4'].map((severity) => aProblem(severity, { severity }));
    const { active, signal } = await playZabbix(byEvent(...severities), { minSeverity: 3 });
    const list = (await active.list(signal)) as ActiveList;
    expect(list.alerts.map(({ ours }) => ours)).toEqual([false, true, true]);
  });

  it('have the id of their trigger where that is configured', async () => {
    const { active, signal } = await playZabbix(byEvent(aProblem('1')), { identity: 'trigger' });
    expect(await active.list(signal)).toMatchObject({
      alerts: [{ alarmId: webhookId({ event_id: '1', trigger_id: '91' }, 'trigger') }],
    });
  });

  it.each(['event', 'trigger'] as const)('by %s have the other id as their alias', async (identity) => {
    const { active, signal } = await playZabbix(byEvent(aProblem('1')), { identity });
    const other = identity === 'event' ? 'trigger' : 'event';
    expect(await active.list(signal)).toMatchObject({
      alerts: [{ alias: webhookId({ event_id: '1', trigger_id: '91' }, other) }],
    });
  });

  it('are suppressed in maintenance, and none of ours below the least severity', async () => {
    const { active, signal } = await playZabbix(
      byEvent(aProblem('1', { suppressed: '1' }), aProblem('2', { severity: '2' })),
      { minSeverity: 3 },
    );
    expect(await active.list(signal)).toMatchObject({
      alerts: [
        { state: 'suppressed', ours: true, level: 'Major' },
        { state: 'active', ours: false, level: 'Minor' },
      ],
    });
  });

  it('are complete when all of them can be read, and of ours from exactly the least severity on', async () => {
    const problems = [aProblem('1', { severity: '3' }), aProblem('2', { severity: '2' })];
    const { active, signal } = await playZabbix(byEvent(...problems), { minSeverity: 3 });
    const alerts = [{ ours: true }, { ours: false }];
    expect(await active.list(signal)).toMatchObject({ complete: true, alerts });
    expect(active.levelsMove).toBe(true);
  });

  it('are incomplete when one of them can not be read', async () => {
    const { active, signal } = await playZabbix(byEvent(aProblem('1'), aProblem('x')));
    expect(await active.list(signal)).toMatchObject({ complete: false, alerts: [{ ours: true }] });
  });

  it('are read whole with their host, and with the names that its severities have', async () => {
    const trigger = {
      triggerid: '91',
      comments: 'why',
      hosts: [{ hostid: '7', host: 'db-1', name: 'Database 1' }],
    };
    const { active, calls, signal } = await playZabbix(
      (call) => {
        if (call.method === 'settings.get') return { severity_name_4: 'Hoch' };
        if (call.method === 'trigger.get')
          return [{ ...trigger, hostgroups: [{ name: 'Z' }, { name: 'A' }] }];
        return byEvent(aProblem('1'))(call);
      },
      {},
      '7.0.0',
    );
    const list = (await active.list(signal)) as ActiveList;
    expect(await list.read(list.alerts, signal)).toMatchObject({
      alerts: [
        {
          alert: {
            severity: 'Hoch',
            description: 'why',
            namespace: 'A',
            resourceName: 'Database 1',
            labels: { host: 'db-1', hostgroup: 'A, Z', severity: 'Hoch' },
          },
        },
      ],
    });
    expect(calls.at(-1)?.params).toHaveProperty('selectHostGroups');
  });

  it('are read with the built-in names where the settings may not be read', async () => {
    const refuse = (call: ZabbixCall) =>
      call.method === 'settings.get' ? new PlayedError('No permissions.') : byEvent(aProblem('1'))(call);
    const { active, calls, signal } = await playZabbix(refuse);
    const list = (await active.list(signal)) as ActiveList;
    expect(await list.read(list.alerts, signal)).toMatchObject({ alerts: [{ alert: { severity: 'High' } }] });
    expect(calls.at(-1)?.params).toHaveProperty('selectGroups');
  });
});

describe('a problem that is not listed any more', () => {
  const list = (alerts: ActiveList['alerts']): ActiveList => ({
    kind: 'active',
    complete: true,
    alerts,
    read: async () => ({ kind: 'read', alerts: [] }),
  });
  const something = list([{ alarmId: 'x' as never, level: 'Major', state: 'active', ours: true }]);
  const events: Record<string, string> = { '1': '11', '2': '0', '3': '13' };

  const play = ({ method, params }: ZabbixCall) => {
    const asked = (params.eventids ?? []) as readonly string[];
    if (method === 'trigger.get')
      return [
        { triggerid: '5', value: '0', lastchange: '1795489400' },
        { triggerid: '6', value: '1', lastchange: '1795489400' },
      ];
    if (method !== 'event.get' || params.source !== 0) return [];
    return asked.flatMap((eventid) => {
      if (eventid === '11') return [{ eventid, r_eventid: '0', clock: '1795489400' }];
      const r_eventid = events[eventid];
      return r_eventid === undefined ? [] : [{ eventid, r_eventid, clock: '1795489339' }];
    });
  };

  it('is over with its recovery, and at its time; without one it is not', async () => {
    const { active, signal } = await playZabbix(play);
    expect(await active.ended?.(['e1', 'e2', 'e3'], something, signal)).toEqual({
      kind: 'ended',
      ends: new Map([
        ['e1', 1_795_489_400_000],
        ['e3', undefined],
      ]),
    });
  });

  it('of a service is over with its recovery, and not while the service is down', async () => {
    const down: Record<string, string> = { '5': '0', '6': '16' };
    const { active, calls, signal } = await playZabbix(({ method, params }) => {
      if (method !== 'event.get' || params.source !== 4) return [];
      return (params.eventids as readonly string[]).flatMap((eventid) => {
        if (eventid === '16') return [{ eventid, r_eventid: '0', clock: '1795489400' }];
        return down[eventid] ? [{ eventid, r_eventid: down[eventid], clock: '1795489339' }] : [];
      });
    });
    expect(await active.ended?.(['s5', 's6'], something, signal)).toEqual({
      kind: 'ended',
      ends: new Map([['s6', 1_795_489_400_000]]),
    });
    const asked = calls.filter(({ method }) => method === 'event.get').map(({ params }) => params.source);
    expect(new Set(asked)).toEqual(new Set([4]));
  });

  it('is asked for among a thousand at a time', async () => {
    const { active, calls, signal } = await playZabbix(({ method, params }) =>
      method === 'trigger.get'
        ? (params.triggerids as readonly string[]).map((triggerid) => ({
            triggerid,
            value: '0',
            lastchange: '1795489400',
          }))
        : [],
    );
    const ended = await active.ended?.(
      Array.from({ length: 2_500 }, (_, i) => `t${i + 1}`),
      something,
      signal,
    );
    expect((ended as { ends: ReadonlyMap<string, number> }).ends.size).toBe(2_500);
    const sizes = calls.flatMap(
      ({ params }) => (params.triggerids as readonly string[] | undefined)?.length ?? [],
    );
    expect(sizes).toEqual([1_000, 1_000, 500]);
  });

  it('is over by its trigger, where that is what an alarm is', async () => {
    const { active, signal } = await playZabbix(play);
    expect(await active.ended?.(['t5', 't6', 'test'], something, signal)).toEqual({
      kind: 'ended',
      ends: new Map([
        ['test', undefined],
        ['t5', 1_795_489_400_000],
      ]),
    });
  });

  it('is over when it can not be seen any more, but not when nothing can', async () => {
    const { active, signal } = await playZabbix(play);
    const gone = { kind: 'ended', ends: new Map([['e77', undefined]]) };
    expect(await active.ended?.(['e77'], something, signal)).toEqual(gone);
    expect(await active.ended?.(['e77'], list([]), signal)).toEqual({ kind: 'ended', ends: new Map() });
  });

  it('is not over because the question failed', async () => {
    const { active, signal } = await playZabbix(() => new PlayedError('Internal error'));
    expect(await active.ended?.(['e1'], something, signal)).toMatchObject({ kind: 'unreachable' });
    expect(await active.ended?.(['t1'], something, signal)).toMatchObject({ kind: 'unreachable' });
  });
});
