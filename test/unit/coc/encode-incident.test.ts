import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeIncident } from '../../../src/coc/encode-incident.ts';
import { markerOf } from '../../../src/coc/marker.ts';
import type { IncidentKey } from '../../../src/outbox/events/entry.ts';
import { KEY, REQUEST } from './entries.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 700, size: 'max' }),
  fc.constantFrom('', '🔥'.repeat(300), 'x'.repeat(900)),
);

describe('encodeIncident', () => {
  it('writes the request under the names that COC knows', () => {
    expect(encodeIncident(REQUEST, KEY, 'boolean')).toEqual({
      region: ['cn-north-4'],
      current_cloud_service: ['65659ae2f42bf80e5f3f0635'],
      incident_level: 'level_20',
      is_service_interrupt: false,
      incident_type: 'inc_type_p_monitoring_issues',
      incident_title: 'The disk of db-1 is full [ep-01j1ya]',
      incident_description: 'Nothing can be written.\nref [ep-01j1ya] coc-alarm-agent',
      incident_source: 'incident_source_alarm',
      incident_assignee: ['7da46971b7e24eed90cf777cc2ff8b91'],
      creator: '7da46971b7e24eed90cf777cc2ff8b91',
    });
  });

  it.each(['', '  ', '\u0000'])(
    'never sends an empty application id (%j), which COC refuses',
    (applicationId) => {
      const body = encodeIncident({ ...REQUEST, applicationId }, KEY, 'boolean');
      expect(body.current_cloud_service).toEqual(['unknown']);
    },
  );

  it('names the enterprise project when there is one', () => {
    const body = encodeIncident({ ...REQUEST, enterpriseProjectId: ' ep-7\n' }, KEY, 'boolean');
    expect(body.enterprise_project).toEqual(['ep-7']);
  });

  it('names a scene and a role instead of a user', () => {
    const body = encodeIncident({ ...REQUEST, assignee: { scene: 's', role: 'r' } }, KEY, 'boolean');
    expect(body).toMatchObject({ assignee_scene: 's', assignee_role: 'r' });
    expect(body).not.toHaveProperty('incident_assignee');
  });

  it.each([
    ['boolean', true, true],
    ['boolean', false, false],
    ['string', true, 'true'],
    ['string', false, 'false'],
  ] as const)('writes the interruption as a %s: %j', (as, serviceInterrupted, expected) => {
    expect(encodeIncident({ ...REQUEST, serviceInterrupted }, KEY, as).is_service_interrupt).toBe(expected);
  });

  it('has the whole marker at the end of a title of at most 200 and of a description of at most 600', () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.array(text),
        fc.string({ minLength: 1, maxLength: 200 }),
        (title, description, tail, key) => {
          const marker = markerOf(key as IncidentKey);
          const body = encodeIncident(
            { ...REQUEST, title, description, tail },
            key as IncidentKey,
            'boolean',
          );
          expect(body.incident_title.endsWith(` ${marker}`)).toBe(true);
          expect(body.incident_description.endsWith(`\nref ${marker} coc-alarm-agent`)).toBe(true);
          expect(body.incident_title.length).toBeLessThanOrEqual(200);
          expect(body.incident_description.length).toBeLessThanOrEqual(600);
          expect(body.incident_title.length).toBeGreaterThan(marker.length + 1);
          expect(Buffer.from(body.incident_title).toString()).toBe(body.incident_title);
          expect(Buffer.from(body.incident_description).toString()).toBe(body.incident_description);
        },
      ),
    );
  });
});

describe('the tail of a description', () => {
  const link = `Link: https://grafana.example/${'d'.repeat(150)}`;
  const described = (description: string, ...tail: readonly string[]) =>
    encodeIncident({ ...REQUEST, description, tail }, KEY, 'boolean').incident_description.split('\n');

  it('is whole, while the text before it is cut', () => {
    const lines = described('x'.repeat(900), 'Level: Critical', 'Resource: db-1', link);
    expect(lines.slice(1)).toEqual([
      'Level: Critical',
      'Resource: db-1',
      link,
      'ref [ep-01j1ya] coc-alarm-agent',
    ]);
    expect(lines[0]).toMatch(/^x+…$/);
    expect(lines.join('\n')).toHaveLength(600);
  });

  it('leaves the text some room: what does not fit behind it is left out, a link never in part', () => {
    const long = `Link: https://grafana.example/${'d'.repeat(900)}`;
    const lines = described('x'.repeat(900), long, 'Level: Critical', link, link, link);
    expect(lines.slice(1)).toEqual(['Level: Critical', link, link, 'ref [ep-01j1ya] coc-alarm-agent']);
    expect(lines[0]?.length).toBeGreaterThanOrEqual(120);
  });

  it.each([
    [[447], [447]],
    [[448], []],
    [
      [223, 223],
      [223, 223],
    ],
    [
      [223, 224, 100],
      [223, 100],
    ],
  ])('with links of %j characters keeps those of %j, and fills the description', (lengths, kept) => {
    const lines = described('x'.repeat(900), ...lengths.map((length) => 'https://a/'.padEnd(length, 'd')));
    expect(lines.slice(1, -1).map((line) => line.length)).toEqual(kept);
    expect(lines.join('\n')).toHaveLength(600);
  });

  it('has lines of a bearable length', () => {
    const [, resources] = described('text', `Resources: ${'node, '.repeat(100)}`, 'Level: Critical');
    expect(resources).toMatch(/^Resources: node, .*…$/);
    expect(resources?.length).toBeLessThanOrEqual(160);
  });

  it('has room for the lines behind a long one, which is cut for them', () => {
    const long = (label: string) => `${label}: ${'x'.repeat(500)}`;
    const since = 'Since: 2026-11-30 10:00:00 Asia/Shanghai';
    const lengths = (text: string) => {
      const tail = ['Level: Critical', long('Scope'), long('Resources'), since, link];
      const [first = '', ...lines] = described(text, ...tail);
      expect(lines[4]).toBe(link);
      return [first.length, ...lines.map((line) => line.length)];
    };
    expect(lengths('text')).toEqual([4, 15, 160, 160, since.length, link.length, 31]);
    const short = 'x'.repeat(130);
    expect(lengths(short)).toEqual([130, 15, 138, 60, since.length, link.length, 31]);
    const never = `Link: https://grafana.example/${'d'.repeat(900)}`;
    expect(described('text', long('Resources'), never)[1]?.length).toBeGreaterThan(150);
  });

  it('leaves out other lines before links, wherever these stand, and never the first one', () => {
    const long = `Link: https://grafana.example/${'d'.repeat(170)}`;
    const ids = `Alarm ids: ${'x'.repeat(100)}`;
    const since = 'Since: 2026-11-30 10:00:00 Asia/Shanghai';
    const lines = described('x'.repeat(900), 'Level: Critical', ids, since, long, long);
    expect(lines.slice(1, -1)).toEqual(['Level: Critical', long, long]);
    expect(lines.join('\n')).toHaveLength(600);
  });

  it('cuts longer lines before it cuts much of the text', () => {
    const resources = `Resources: ${'node,'.repeat(120)}`;
    const lengths = (text: string, ...tail: readonly string[]) =>
      described(text, ...tail).map((line) => line.length);
    const text = 'x'.repeat(900);
    expect(lengths(text, resources)).toEqual([407, 160, 31]);
    expect(lengths(text, link, resources)).toEqual([240, link.length, 146, 31]);
    expect(lengths('x'.repeat(200), link, resources)).toEqual([200, link.length, 160, 31]);
    expect(lengths(text, link, resources, resources)).toEqual([240, link.length, 85, 60, 31]);
    expect(lengths(text, link, link, resources)).toEqual([145, link.length, link.length, 60, 31]);
  });

  it('has no empty line', () => {
    expect(described('text', '', ' \u0000 ')).toHaveLength(2);
  });
});

describe('markerOf', () => {
  it('is the key itself when it is short and plain', () => {
    expect(markerOf(KEY)).toBe('[ep-01j1ya]');
    expect(markerOf('x'.repeat(48) as IncidentKey)).toBe(`[${'x'.repeat(48)}]`);
  });

  it.each(['x'.repeat(49), 'a b', '磁盘', 'a]b', ''])('is a digest of the key %j', (key) => {
    expect(markerOf(key as IncidentKey)).toMatch(/^\[[0-9a-f]{32}\]$/);
  });

  it('is not part of the marker of a longer key', () => {
    expect(markerOf('ep-12' as IncidentKey)).not.toContain(markerOf('ep-1' as IncidentKey));
  });
});
