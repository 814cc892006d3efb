import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelsFrom } from '../../../src/alerts/alert.ts';
import { encodeAlarm } from '../../../src/coc/encode-alarm.ts';
import { encodeIncident } from '../../../src/coc/encode-incident.ts';
import { KEY, REQUEST, report } from './entries.ts';

/** What turns the direction of a text, and what some readers take for the end of a line. */
const DANGEROUS = /[\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const pieces = [
  'disk',
  ' ',
  '磁盘',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u202a',
  '\u2028',
  '\u2029',
  '\u200b',
  '👨‍👩‍👧',
  '\n',
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 400 }).map((parts) => parts.join(''));
const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

describe('a text to COC', () => {
  it('turns no direction, ends no line by surprise, and is cut between characters', () => {
    fc.assert(
      fc.property(text, (any) => {
        const fields = { alarmName: any, alarmDesc: any, resourceName: any, nameSpace: any };
        const labels = labelsFrom([
          ['team', any],
          [any, 'name'],
        ]);
        const { alarmDesc, ...body } = encodeAlarm(
          report({ alarm: fields, alert: { labels, description: any } }),
        );
        const incident = encodeIncident({ ...REQUEST, title: any, description: any }, KEY, 'boolean');
        expect(JSON.stringify([body, alarmDesc, incident])).not.toMatch(DANGEROUS);
        for (const { segment } of segmenter.segment(alarmDesc))
          if (/[👨👩👧]/u.test(segment)) expect(segment).toBe('👨‍👩‍👧');
      }),
    );
  });

  it.each(['\u200b', '\u200b\u2060', '\u202e\u2066 ', '\u3164', '\u2800', '\u00ad\ufe0f'])(
    'with nothing to see, %j, counts as empty',
    (nothing) => {
      const empty = { alarmName: nothing, alarmDesc: nothing, nameSpace: nothing, resourceName: nothing };
      const body = encodeAlarm(report({ alarm: empty }));
      expect(body).toMatchObject({
        alarmName: 'DiskFull',
        alarmDesc: 'The disk is full.',
        nameSpace: 'default',
      });
      expect(body).not.toHaveProperty('resourceName');
      const title = encodeIncident({ ...REQUEST, title: nothing }, KEY, 'boolean').incident_title;
      expect(title).toBe('Incident [ep-01j1ya]');
    },
  );
});
