import { describe, expect, it } from 'vitest';
import { cocWords } from '../../../src/routing/coc-words.ts';
import { writtenRemark } from '../../../src/routing/written-remark.ts';

type Remark = Parameters<typeof writtenRemark>[0];

const AT = Date.UTC(2026, 10, 30, 2);
const NODES = [0, 1, 2, 3].map((i) => ({ name: 'NodeDown', resource: `node-${i}` }));

function written(changes: Partial<Remark>, language: 'en' | 'zh' | 'both' = 'en'): readonly string[] {
  const remark = { at: AT, news: [], covered: { alarms: NODES, total: 4 }, ...changes };
  return writtenRemark(remark, { words: cocWords(language), zone: 'Asia/Shanghai' }).split('\n');
}

describe('a remark for the people of an incident', () => {
  it('says when it was written, what is new, and what fires', () => {
    const news: Remark['news'] = [
      { kind: 'joined', count: 3 },
      { kind: 'level', from: 'Major', to: 'Critical' },
    ];
    expect(written({ news })).toEqual([
      'Automatic remark of 2026-11-30 10:00:00 Asia/Shanghai.',
      '3 alarms joined.',
      'The highest level is Critical now; it was Major.',
      '4 alarms fire: NodeDown x4 (node-0, node-1, node-2, ...)',
    ]);
  });

  it.each<[Remark['news'][number], string]>([
    [{ kind: 'over' }, 'All alarms of the incident have ended.'],
    [{ kind: 'left' }, 'All alarms of the incident have ended, or have another incident.'],
    [{ kind: 'back' }, 'The problem is there again.'],
    [{ kind: 'joined', count: 1 }, '1 alarm joined.'],
    [
      { kind: 'forgotten', since: AT - 60_000 },
      'In work since 2026-11-30 09:59:00 Asia/Shanghai, and the problem is not over.',
    ],
    [
      { kind: 'not-accepted', since: AT - 120_000 },
      'Nobody has accepted it since 2026-11-30 09:58:00 Asia/Shanghai, so it is forwarded.',
    ],
  ])('tells %j', (one, words) => {
    expect(written({ news: [one] })[1]).toBe(words);
  });

  it('says how many alarms there were where some are over, and lists none where none fires', () => {
    expect(written({ covered: { alarms: NODES.slice(0, 1), total: 4 } }).slice(1)).toEqual([
      '1 alarm fires: NodeDown (node-0)',
      '4 alarms so far; the others have ended.',
    ]);
    expect(written({ news: [{ kind: 'over' }], covered: { alarms: [], total: 4 } })).toHaveLength(2);
  });

  it('is written in Chinese, or in both languages', () => {
    const news: Remark['news'] = [{ kind: 'forgotten', since: AT }];
    expect(written({ news }, 'zh').slice(0, 2)).toEqual([
      '自动备注（2026-11-30 10:00:00 Asia/Shanghai）。',
      '事件单自 2026-11-30 10:00:00 Asia/Shanghai 起处理中，问题尚未恢复，请继续跟进。',
    ]);
    expect(written({ news: [{ kind: 'back' }] }, 'both')[1]).toBe(
      'The problem is there again. 问题再次出现。',
    );
  });
});
