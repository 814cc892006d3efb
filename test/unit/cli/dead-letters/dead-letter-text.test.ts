import { describe, expect, it } from 'vitest';
import { describeBytes } from '../../../../src/cli/dead-letters/body-text.ts';
import { describeDeadLetter } from '../../../../src/cli/dead-letters/dead-letter-text.ts';

const PIPE = { columns: undefined, rows: undefined, color: false };
const AT = Date.UTC(2026, 10, 24, 1, 0, 0);

const deadLetter = {
  ...{ timezone: 'Asia/Shanghai', id: 'in-1', at: AT, times: 1, source: 'am', kind: 'unreadable-body' },
  ...{ reason: 'unreadable', detail: 'the body is not JSON', raw: undefined },
};

function told(changes: object, columns?: number): string[] {
  return describeDeadLetter({ ...deadLetter, ...changes }, { ...PIPE, columns }).split('\n');
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a dead letter', () => {
  it('tells what the agent itself did with it', () => {
    const entry = { id: 7, body: { kind: 'handle-incident', again: { kind: 'reload', at: AT } } };
    const left = { kind: 'start', at: AT + 60_000, why: 'newer' };
    const lines = told({ entry, left });
    expect(lines).toContain('It was sent again after the reload of 2026-11-24 09:00:00, and refused again.');
    expect(lines).toContain(
      'It was not sent again after the start of 2026-11-24 09:01:00, because it is not the newest any more.',
    );
    expect(told({ left: { ...left, why: 'over' } }).join()).toContain('because it is over.');
  });

  it('is told with its reason, its times in words, and its body as text', () => {
    expect(
      told({ times: 3, lastAt: AT + 60_000, bodyBase64: base64('{"alerts":[{"a":"磁盘"},{}]') }),
    ).toEqual([
      'in-1: unreadable-body, from am',
      'Reason: unreadable: the body is not JSON',
      'It came 3 times, first at 2026-11-24 09:00:00, the last time at 2026-11-24 09:01:00. Times in Asia/Shanghai.',
      'dead-letters redrive in-1 puts it back; discard deletes it for good.',
      '',
      'The body as it arrived, 29 bytes, not JSON:',
      '{"alerts":[{"a":"磁盘"},{}]',
      '',
    ]);
  });

  it('of an entry shows what was to be sent, and the alert as it arrived', () => {
    const alarm = { alarmName: 'Disk', time: AT, urls: ['a\u202eb'] };
    const entry = { id: 7, body: { kind: 'report-alarm', alarm, alert: { secretly: 1 }, route: 'default' } };
    const lines = told({ kind: 'refused', entry, raw: { startsAt: '2026-11-24T01:00:00Z', time: 5 } });
    expect(lines.slice(5)).toEqual([
      'Entry 7, to report an alarm to COC:',
      '{',
      '  "alarm": {',
      '    "alarmName": "Disk",',
      '    "time": "2026-11-24 09:00:00",',
      '    "urls": [',
      '      "a\ufffdb"',
      '    ]',
      '  },',
      '  "route": "default"',
      '}',
      '',
      'The alert as it arrived:',
      '{',
      '  "startsAt": "2026-11-24T01:00:00Z",',
      '  "time": 5',
      '}',
      '',
    ]);
  });

  it('says on a terminal how to see a long body whole', () => {
    const bodyBase64 = base64(Array.from({ length: 300 }, (_, i) => `line ${i}`).join('\n'));
    expect(told({ bodyBase64 }, 80).slice(-3)).toEqual([
      'line 199',
      '… 100 more lines: --wide shows them',
      '',
    ]);
    expect(told({ bodyBase64 })).toContain('line 299');
  });
});

describe('the body of a dead letter', () => {
  it('is indented when it is JSON, with its numbers and double keys as they came', () => {
    const sent = '{"id":12345678901234567890,"a":1,"a":[],"b":["x, {y}: \\"z\\"",null]}';
    expect(describeBytes(Buffer.from(sent))).toEqual({
      title: 'The body as it arrived, 67 bytes, indented:',
      text: [
        '{',
        '  "id": 12345678901234567890,',
        '  "a": 1,',
        '  "a": [],',
        '  "b": [',
        '    "x, {y}: \\"z\\"",',
        '    null',
        '  ]',
        '}',
      ],
    });
  });

  it.each([
    ['with a mark of UTF-8', Buffer.from('\ufeff{}'), 'The body as it arrived, 5 bytes, indented:', ['{}']],
    [
      'in UTF-16',
      Buffer.from('\ufeff[1]', 'utf16le'),
      'The body as it arrived, 8 bytes of UTF-16LE, indented:',
      ['[', '  1', ']'],
    ],
    [
      'with control characters',
      Buffer.from('a\tb\u001b[2J\r\nc'),
      /10 bytes, not JSON/,
      ['a    b\ufffd[2J', 'c'],
    ],
    [
      'that is no text',
      Buffer.from([0xff, 0x41, 0x0a, 0x80]),
      'The body, 4 bytes, is not UTF-8 text; --json has its bytes. Its readable part:',
      ['ÿA', '\ufffd'],
    ],
    ['that is empty', Buffer.alloc(0), 'The body is empty.', []],
  ])('is shown: %s', (_, bytes, title, text) => {
    const shown = describeBytes(bytes);
    expect(shown.title).toMatch(title);
    expect(shown.text).toEqual(text);
  });
});
