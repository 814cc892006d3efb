import { describe, expect, it } from 'vitest';
import type { IncidentRequest } from '../../../src/alerts/alarm.ts';
import { cocWords } from '../../../src/routing/coc-words.ts';
import { writtenIncident } from '../../../src/routing/written-incident.ts';
import { INCIDENT } from '../../support/alerts.ts';

type About = Parameters<typeof writtenIncident>[1];
type Firing = About['alarms'][number];

const REQUEST: IncidentRequest = {
  ...INCIDENT,
  title: 'NodeDown on node-0',
  description: 'node-0 does not answer',
  tail: ['Level: Critical', 'Resource: node-0', 'Link: https://prometheus/graph?g0=1'],
};
const BEGIN = Date.UTC(2026, 10, 30, 2);

const firing = (index: number, changes: Partial<Firing> = {}): Firing => ({
  ...{
    alarmId: `am-${index}`,
    name: 'NodeDown',
    level: 'Critical',
    startedAt: BEGIN + index,
    resource: `node-${index}`,
  },
  ...changes,
});
const nodes = (count: number, from = 0) => Array.from({ length: count }, (_, i) => firing(from + i));

function written(
  about: Partial<About>,
  request: IncidentRequest = REQUEST,
  language: 'en' | 'zh' | 'both' = 'en',
) {
  const alarms = about.alarms ?? nodes(1);
  return writtenIncident(
    request,
    { alarms, total: alarms.length, ownerFires: true, policy: 'critical', ...about },
    { words: cocWords(language), zone: 'Asia/Shanghai' },
  );
}

describe('the texts of an incident for one alarm', () => {
  it('are those of its request, with the begin of the problem', () => {
    expect(written({})).toEqual({
      title: 'NodeDown on node-0',
      description: 'node-0 does not answer',
      tail: [...(REQUEST.tail ?? []), 'Since: 2026-11-30 10:00:00 Asia/Shanghai'],
    });
  });

  it.each([
    ['en', 'Level'],
    ['zh', '级别'],
    ['both', 'Level/级别'],
  ] as const)('tell the level that it has by now, in %s', (language, label) => {
    const request = { ...REQUEST, tail: [`${label}: Minor`, 'Resource: Level: 3'] };
    const { tail } = written({ alarms: [firing(0, { level: 'Critical' })] }, request, language);
    expect(tail?.slice(0, 2)).toEqual([`${label}: Critical`, 'Resource: Level: 3']);
    const unknown = written({ alarms: [] }, request, language);
    expect(unknown.tail).toEqual(request.tail);
  });

  it('are left alone where a template wrote the description', () => {
    const { tail: _, ...own } = REQUEST;
    expect(written({}, own)).toEqual({ title: own.title, description: own.description });
  });

  it('tell nothing of the alarm that asked, when that is over', () => {
    const texts = written({ alarms: nodes(1, 7), ownerFires: false, total: 3 });
    expect(texts).toEqual({
      title: 'NodeDown on node-7',
      description: '1 alarm fires: NodeDown\n3 alarms so far; the others have ended.',
      tail: ['Level: Critical', 'Resource: node-7', 'Since: 2026-11-30 10:00:00 Asia/Shanghai'],
    });
    const bare: Firing = { alarmId: 'am-7', name: 'NodeDown', level: 'Critical', startedAt: BEGIN };
    expect(written({ alarms: [bare], ownerFires: false }).title).toBe('NodeDown');
  });

  it('are those of its request also where nobody knows its alarms', () => {
    const texts = written({ alarms: [], ownerFires: false });
    expect([texts.title, texts.description]).toEqual([REQUEST.title, REQUEST.description]);
  });
});

describe('the texts of an incident for several alarms', () => {
  it('name what they share, and count them', () => {
    const { title, description, tail } = written({
      alarms: nodes(300),
      correlation: 'cluster="big"',
      total: 450,
    });
    expect(title).toBe('cluster=big: NodeDown x300 (node-0, node-1, node-2, ...)');
    expect(description).toBe(
      '300 alarms fire: NodeDown x300\n450 alarms so far; the others have ended.\nnode-0 does not answer',
    );
    expect(tail?.[0]).toBe('Level: Critical x300');
    expect(tail?.[1]).toBe('Scope: cluster=big');
    expect(tail?.[2]).toMatch(/^Resources: node-0, node-1, .*node-99$/);
    expect(tail?.slice(3)).toEqual([
      'Since: 2026-11-30 10:00:00 Asia/Shanghai',
      'Link: https://prometheus/graph?g0=1',
      'Alarm ids: am-0, am-1, am-2, ...',
    ]);
  });

  it('have names and numbers in the title, however long what they share is', () => {
    const correlation = `cluster="${'c'.repeat(300)}"`;
    const { title, tail } = written({ alarms: nodes(300), correlation });
    expect(title).toBe(`cluster=${'c'.repeat(49)}...: NodeDown x300 (node-0, node-1, node-2, ...)`);
    expect(tail?.slice(0, 2)).toEqual(['Level: Critical x300', `Scope: cluster=${'c'.repeat(300)}`]);
    const scopeOf = (length: number) =>
      written({ alarms: nodes(2), correlation: 'c'.repeat(length) }).title.split(': ')[0];
    expect([scopeOf(60), scopeOf(61)]).toEqual(['c'.repeat(60), `${'c'.repeat(57)}...`]);
  });

  it.each([
    ['zh', '范围: cluster=big'],
    ['both', 'Scope/范围: cluster=big'],
  ] as const)('say what they share in %s, also beside the title of a template', (language, line) => {
    const request: IncidentRequest = { ...REQUEST, title: 'Shop is down', hasOwnTitle: true };
    const { title, tail } = written({ alarms: nodes(2), correlation: 'cluster="big"' }, request, language);
    expect([title, tail?.[1]]).toEqual(['Shop is down (+1)', line]);
  });

  it('name each kind, the most frequent one first, and each place once', () => {
    const alarms = [firing(0, { name: 'DiskFull', level: 'Major' }), firing(0), firing(1)];
    const { title, tail } = written({ alarms, correlation: 'cluster="a \\"b\\"", zone="1"' });
    expect(title).toBe('cluster=a \\"b\\", zone=1: NodeDown x2, DiskFull (node-0, node-1)');
    expect(tail?.[0]).toBe('Level: Critical x2, Major');
    expect(tail?.at(-1)).toBe('Alarm ids: am-0, am-0, am-1');
  });

  it('have neither places nor what is shared where there are none', () => {
    const alarms = nodes(2).map(({ resource: _, ...alarm }) => alarm);
    const { title, tail } = written({ alarms });
    expect(title).toBe('NodeDown x2');
    expect(tail?.some((line) => line.startsWith('Resources'))).toBe(false);
  });

  it('tell nothing of the alarm that asked, when that is over', () => {
    const { description, tail } = written({ alarms: nodes(2, 1), ownerFires: false, total: 3 });
    expect(description).not.toContain('node-0');
    expect(tail?.join()).not.toContain('https://');
  });

  it('keep the number also behind a very long title of a template', () => {
    const request: IncidentRequest = { ...REQUEST, title: 't'.repeat(400), hasOwnTitle: true };
    expect(written({ alarms: nodes(3) }, request).title).toBe(`${'t'.repeat(137)}... (+2)`);
    const fits: IncidentRequest = { ...request, title: 't'.repeat(140) };
    expect(written({ alarms: nodes(3) }, fits).title).toBe(`${'t'.repeat(140)} (+2)`);
  });

  it('keep the title of a template, with a number', () => {
    const request: IncidentRequest = { ...REQUEST, title: 'Shop is down', hasOwnTitle: true };
    expect(written({ alarms: nodes(3) }, request).title).toBe('Shop is down (+2)');
    expect(written({ alarms: nodes(2, 1), ownerFires: false }, request).title).toBe(
      'NodeDown x2 (node-1, node-2)',
    );
  });
});

describe('the texts of a storm', () => {
  it('call it a storm, and say why', () => {
    const policy = written({ alarms: nodes(12), storm: 'policy' });
    expect(policy.title).toBe('Alarm storm: 12 alarms: NodeDown x12 (node-0, node-1, node-2, ...)');
    expect(policy.description).toContain('policy critical may open in an hour');
    expect(written({ alarms: nodes(12), storm: 'all' }).description).toContain('all policies together');
  });

  it('of one alarm are ordinary ones', () => {
    expect(written({ storm: 'policy' })).toEqual(written({}));
  });
});

it('an incident after another one says so first', () => {
  const returned = written({ follows: { incidentNum: 'IM7', why: 'returned' } });
  expect(returned.description).toBe('Again: the problem of IM7 has come back.\nnode-0 does not answer');
  const still = written({ follows: { incidentNum: 'IM7', why: 'still-fires' } });
  expect(still.description).toMatch(/^Raised again: IM7 was closed by hand/);
  const raised = written({ follows: { incidentNum: 'IM7', why: 'outgrown' } });
  expect(raised.description).toMatch(/^Raised: an alarm of IM7 needs a higher level now\.\n/);
});

it('an incident is written in Chinese, or in both languages', () => {
  const alarms = nodes(2);
  expect(written({ alarms, storm: 'all' }, REQUEST, 'zh').title).toBe(
    '告警风暴（2 条告警）: NodeDown x2 (node-0, node-1)',
  );
  expect(written({ alarms }, REQUEST, 'zh').tail).toEqual([
    ...['级别: Critical x2', '涉及资源: node-0, node-1', '开始时间: 2026-11-30 10:00:00 Asia/Shanghai'],
    ...['Link: https://prometheus/graph?g0=1', '告警ID: am-0, am-1'],
  ]);
  expect(written({ alarms }, REQUEST, 'both').tail?.[0]).toBe('Level/级别: Critical x2');
});
