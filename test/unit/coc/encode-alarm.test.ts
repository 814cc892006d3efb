import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/alerts/alert.ts';
import { labelsFrom } from '../../../src/alerts/alert.ts';
import { encodeAlarm } from '../../../src/coc/encode-alarm.ts';
import { ALARM, report } from './entries.ts';

const REQUIRED = ['alarmId', 'alarmName', 'nameSpace', 'applicationId', 'alarmDesc', 'alarmSource'];
const OPTIONAL = ['regionId', 'resourceName', 'resourceId', 'URL'];
const FIELDS = [...REQUIRED, ...OPTIONAL, 'alarmLevel', 'time', 'alarmStatus', 'additional'];

/** COC's rules for the body, written from its documentation and not from our encoder. */
function faults(body: Record<string, unknown>): string[] {
  const found = Object.keys(body).filter((field) => !FIELDS.includes(field));
  for (const field of [...REQUIRED, ...OPTIONAL]) {
    const value = body[field];
    if (value === undefined && OPTIONAL.includes(field)) continue;
    if (typeof value !== 'string' || value.trim() === '' || [...value].length > 255) found.push(field);
    else if (value.length > 255 || Buffer.from(value).toString() !== value) found.push(`${field} text`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    else if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value)) found.push(`${field} controls`);
  }
  if (!/^[A-Za-z0-9]+$/.test(String(body.alarmId))) found.push('alarmId letters');
  if (!['Critical', 'Major', 'Minor', 'Info'].includes(String(body.alarmLevel))) found.push('alarmLevel');
  if (!['alarm', 'ok'].includes(String(body.alarmStatus))) found.push('alarmStatus');
  if (!Number.isSafeInteger(body.time) || Number(body.time) < 0) found.push('time');
  if (body.URL !== undefined && !/^https?:$/.test(new URL(String(body.URL)).protocol)) found.push('URL');
  if (Buffer.byteLength(JSON.stringify(body.additional)) > 32_768) found.push('additional');
  return found;
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300, size: 'max' }),
  fc.string({ unit: 'grapheme', maxLength: 600, size: 'max' }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud83d',
    '🔥'.repeat(200),
    'x'.repeat(50_000),
    '\u0001'.repeat(9_000),
    '\ufeff',
  ),
);
const url = fc.oneof(text, fc.webUrl({ withQueryParameters: true, withFragments: true, size: 'large' }));
const labels = fc
  .array(fc.tuple(fc.oneof(text, fc.constantFrom('__proto__', 'constructor')), text), { maxLength: 8 })
  .map(labelsFrom);
const details = fc.dictionary(
  fc.string({ maxLength: 40 }),
  fc.jsonValue({ maxDepth: 6 }) as fc.Arbitrary<Json>,
);

const anyEntry = fc
  .record({
    alarm: fc.record({
      alarmId: text,
      alarmName: text,
      time: fc.double(),
      nameSpace: text,
      regionId: text,
      applicationId: text,
      resourceName: text,
      resourceId: text,
      alarmDesc: text,
      urls: fc.array(url, { maxLength: 4 }),
      alarmSource: text,
    }),
    alert: fc.record({
      source: text,
      fingerprint: text,
      name: text,
      description: text,
      labels,
      annotations: labels,
      details,
    }),
  })
  .map((change) => report(change as never));

describe('encodeAlarm', () => {
  it('writes the fields under the names that COC knows', () => {
    expect(encodeAlarm(report())).toEqual({
      alarmId: 'a1',
      alarmName: 'DiskFull',
      alarmLevel: 'Critical',
      time: 1_720_094_400_000,
      nameSpace: 'db',
      regionId: 'cn-north-4',
      applicationId: '65659ae2f42bf80e5f3f0635',
      resourceName: 'db-1',
      resourceId: 'i-1',
      alarmDesc: 'The disk is full.',
      URL: 'https://runbooks.example.com/disk',
      alarmStatus: 'alarm',
      alarmSource: 'alertmanager',
      additional: {
        nativeIdentity: { source: 'alertmanager', type: 'alertmanager', fingerprint: '7f3a' },
        episode: 'ep1',
        route: 'db',
        test: false,
        severity: 'page',
        labels: { team: 'db' },
        annotations: { summary: 'full' },
        details: { receiver: 'coc' },
      },
    });
  });

  it('is within the limits of COC, deterministic, and never throws, whatever the alert', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const body = encodeAlarm(entry);
        expect(faults({ ...body })).toEqual([]);
        expect(JSON.stringify(encodeAlarm(entry))).toBe(JSON.stringify(body));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the limit of additional, however small it is and however many labels there are', () => {
    const many = labelsFrom(Array.from({ length: 3_000 }, (_, index) => [`label_${index}`, 'x']));
    const entry = report({ alert: { labels: many, annotations: many } });
    for (const limit of [1_024, 4_096, 32_768])
      expect(Buffer.byteLength(JSON.stringify(encodeAlarm(entry, limit).additional))).toBeLessThanOrEqual(
        limit,
      );
  });

  it('cuts a long text with an ellipsis, and keeps it whole in additional', () => {
    const alarmDesc = '磁盘'.repeat(200);
    const body = encodeAlarm(report({ alarm: { alarmDesc } }));
    expect(body.alarmDesc).toBe(`${'磁盘'.repeat(127)}…`);
    expect(body.additional.full).toEqual({ alarmDesc });
  });

  it('leaves a text of exactly 255 alone', () => {
    const { alarmName, additional } = encodeAlarm(report({ alarm: { alarmName: 'x'.repeat(255) } }));
    expect(alarmName).toBe('x'.repeat(255));
    expect(additional).not.toHaveProperty('full');
  });

  it('never splits a character in two', () => {
    for (const shift of ['', 'x'])
      expect(encodeAlarm(report({ alarm: { alarmName: shift + '🔥'.repeat(200) } })).alarmName).toMatch(
        /^x?(?:🔥){126,127}…$/u,
      );
  });

  it('replaces what is empty and required, and leaves out what is empty and optional', () => {
    const blank = { alarmName: ' ', nameSpace: '', alarmDesc: '\u0000', alarmSource: '', applicationId: '' };
    const body = encodeAlarm(
      report({ alarm: { ...blank, regionId: '', resourceName: ' ', resourceId: '', urls: [] } }),
    );
    expect(body).toMatchObject({
      alarmName: 'DiskFull',
      nameSpace: 'default',
      alarmDesc: 'The disk is full.',
      alarmSource: 'alertmanager',
      applicationId: 'unknown',
    });
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['regionId']));
    expect(body).not.toHaveProperty('URL');
    expect(body).not.toHaveProperty('resourceName');
  });

  it('gives an id that COC would refuse one that it takes, always the same', () => {
    const idOf = (alarmId: string) => encodeAlarm(report({ alarm: { alarmId: alarmId as never } })).alarmId;
    expect(idOf('a-b')).toMatch(/^[0-9a-f]{64}$/);
    expect(idOf('a-b')).toBe(idOf('a-b'));
    expect(idOf('a-b')).not.toBe(idOf('ab'));
  });

  const long = 'x'.repeat(300);

  it.each([
    [['https://a.example/1', 'https://b.example/2'], 'https://a.example/1'],
    [['javascript:alert(1)', '/relative', 'ftp://x/', 'http://b.example/2'], 'http://b.example/2'],
    [[`https://a.example/g?q=${long}`, 'https://b.example/2'], 'https://b.example/2'],
    [[`https://a.example/g?q=${long}#f`], 'https://a.example/g'],
    [[`https://a.example/${long}`], 'https://a.example/'],
    [[`https://a.example/${long}`, `https://b.example/g?q=${long}`], 'https://b.example/g'],
    [['https://user:password@a.example/1'], 'https://a.example/1'],
    [[`https://${'a'.repeat(260)}.example/`], undefined],
    [['nothing'], undefined],
  ])('takes of the links %j the best that fits', (urls, expected) => {
    expect(encodeAlarm(report({ alarm: { urls } })).URL).toBe(expected);
  });

  it('keeps a link that did not fit in additional', () => {
    const link = `https://a.example/g?q=${long}`;
    expect(encodeAlarm(report({ alarm: { urls: [link] } })).additional.full).toEqual({ URL: link });
  });

  it('shortens the biggest text of additional first, and says how much is missing', () => {
    const annotations = labelsFrom([
      ['huge', 'h'.repeat(60_000)],
      ['small', 'kept whole'],
    ]);
    const { additional } = encodeAlarm(report({ alert: { annotations } }));
    const kept = additional.annotations as Record<string, string>;
    expect(kept.small).toBe('kept whole');
    expect(kept.huge).toMatch(/^h{20000,}…\(\d+ of 60000 bytes left out\)$/);
    expect(additional).toMatchObject({ episode: 'ep1', labels: { team: 'db' } });
  });

  it('says whether it is told again, how often it flapped and what it replaced', () => {
    const { additional } = encodeAlarm(report());
    expect(additional).not.toHaveProperty('reassertion');
    expect(additional).not.toHaveProperty('flaps');
    expect(additional).not.toHaveProperty('collapsed');
    const alarms = [{ alarmStatus: 'ok', alarmLevel: 'Major', time: 5 }] as const;
    const marked = (changes: object) => encodeAlarm({ ...report(), ...changes }).additional;
    expect(marked({ reassertion: true })).toMatchObject({ reassertion: true });
    expect(marked({ flaps: 3 })).toMatchObject({ flaps: 3 });
    expect(marked({ flaps: 0 })).toMatchObject({ flaps: 0 });
    expect(marked({ collapsed: { alarms } }).collapsed).toEqual({ alarms });
    expect(marked({ collapsed: { alarms, earlier: 7 } }).collapsed).toEqual({ alarms, earlier: 7 });
  });

  it('says nothing of earlier alarms that were not left out, also where a text has to be cleaned', () => {
    const alarms = [{ alarmStatus: 'ok', alarmLevel: 'Major', time: 5 }] as const;
    const { additional } = encodeAlarm({ ...report(), route: 'd\u0000b', collapsed: { alarms } });
    expect(additional.collapsed).toEqual({ alarms });
  });

  it('says nothing of a severity that the alert does not have', () => {
    const { severity: _, ...alert } = report().alert;
    const { additional } = encodeAlarm({ ...report(), alert });
    expect(additional).not.toHaveProperty('severity');
    expect(additional).toMatchObject({ labels: { team: 'db' } });
  });

  it('carries a label named __proto__ as a label', () => {
    const body = encodeAlarm(report({ alert: { labels: labelsFrom([['__proto__', 'x']]) } }));
    expect(JSON.stringify(body.additional.labels)).toBe('{"__proto__":"x"}');
  });

  it('marks a reassertion, and says how often the problem came back, and nothing of either otherwise', () => {
    const entry = report();
    expect(encodeAlarm({ ...entry, reassertion: true, flaps: 3 }).additional).toMatchObject({
      reassertion: true,
      flaps: 3,
    });
    expect(Object.keys(encodeAlarm(entry).additional ?? {})).not.toContain('reassertion');
    expect(Object.keys(encodeAlarm(entry).additional ?? {})).not.toContain('flaps');
  });

  it('takes the time of the alert when that of the alarm is none', () => {
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1])
      expect(encodeAlarm(report({ alarm: { time } })).time).toBe(ALARM.time);
    expect(encodeAlarm(report({ alarm: { time: 0 } })).time).toBe(0);
    expect(encodeAlarm(report({ alarm: { time: 1.9 } })).time).toBe(1);
    expect(encodeAlarm(report({ alarm: { time: -1 }, alert: { endsAt: 7 } })).time).toBe(7);
  });
});
