import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeReload } from '../../../../src/cli/status/reload.ts';
import { describeDelivery } from '../../../../src/cli/status/send-deliver-now.ts';
import { describeStatus, isFine, type Status } from '../../../../src/cli/status/status-text.ts';

const NOW = Date.UTC(2026, 10, 24, 2, 16, 0);
const MINUTE = 60_000;
const PIPE = { columns: undefined, rows: undefined, color: false };
const SCREEN = { columns: 60, rows: 40, color: false };
const FAULT = 'COC answers HTTP 503 since 02:14:00 (APIG.0613: Internal server error); next try at 02:16:30';

const calm: Status = {
  version: '1.2.3',
  uptimeSeconds: 7_200,
  readySeconds: 3_600,
  timezone: 'UTC',
  now: NOW,
  configHash: 'abc',
  ready: true,
  notReady: [],
  outbox: { pending: 0, lanes: 0, capacity: 1_000, oldestPendingAt: null },
  disk: { pendingBytes: 5 * 2 ** 20, maxBytes: 2 ** 30, freeBytes: 2 ** 31, droppedParts: 0 },
  destinations: [{ name: 'alarms/default', state: 'healthy', waiting: 0, words: 'last success at 02:15:00' }],
  alarms: { firing: 3 },
  incidents: { opened: 1, accepted: 1, requested: 0, undecided: 0 },
  incidentsAwaitingDecision: { undecided: 0, doubled: 0 },
  uncovered: { 'no-policy': 0, closed: 0 },
  deadLetters: { letters: 0, bytes: 0, maxBytes: 100 },
  lost: { entries: 0, deadLetters: 0, files: 0 },
  sources: [
    { name: 'alertmanager', type: 'alertmanager', lastHeardAt: NOW - 20_000 },
    { name: 'zabbix', type: 'zabbix', lastHeardAt: null },
  ],
};

const bad: Status = {
  ...calm,
  ready: false,
  readySeconds: null,
  notReady: ['the disk is nearly full: 5 bytes are free, 7 must stay free'],
  outbox: { pending: 12, lanes: 8, capacity: 1_000, oldestPendingAt: NOW - 2 * MINUTE },
  disk: { ...calm.disk, freeBytes: null, droppedParts: 2 },
  destinations: [{ name: 'alarms/default', state: 'paused', waiting: 12, words: FAULT }],
  incidentsAwaitingDecision: { undecided: 1, doubled: 1 },
  uncovered: { 'no-policy': 2, closed: 1, newer: 1 },
  deadLetters: { letters: 2, bytes: 50, maxBytes: 100 },
  lost: { entries: 1, deadLetters: 2, files: 3 },
};

describe('the status of an agent that is well', () => {
  it('is one screen', () => {
    expect(describeStatus(calm, PIPE)).toBe(
      `agent         1.2.3, ready for 1 h; up for 2 h; configuration abc
waiting       nothing
alarms        3 firing
incidents     2 open, 0 requested
uncovered     no Critical alarm fires without an open incident
dead letters  none
lost          nothing since the start
disk          5 MiB of 1024 MiB used by what waits; 2048 MiB are free

DESTINATIONS
alarms/default  works; last success at 02:15:00

SOURCES
alertmanager    alertmanager; last heard at 2026-11-24 02:15:40, 20 s ago
zabbix          zabbix; not heard yet

Times in UTC.
`,
    );
  });

  it('is fine', () => {
    expect(isFine(calm)).toBe(true);
    expect(isFine({ ...calm, destinations: [] })).toBe(true);
  });
});

describe('the status of an agent in trouble', () => {
  it('says what is wrong, and since when', () => {
    const text = describeStatus(bad, PIPE);
    for (const part of [
      'agent         1.2.3, NOT READY: the disk is nearly full',
      'waiting       12 for 8 alarms or incidents, room for 1000; the oldest since 2026-11-24 02:14:00, for 2 min\n',
      '; 2 wait for your decision',
      '4 Critical without an open incident (2 asked for by no policy, 1 closed by a person, 1 newer): alarms list --uncovered',
      'dead letters  2; 50 % of their storage used\n',
      'lost          1 entries whose record is damaged; 2 unreadable alerts without room',
      '3 missing files: see the log\n',
      'used by what waits; 2 parts of the history were dropped',
      `alarms/default  paused; 12 waiting; ${FAULT}\n`,
    ])
      expect(text).toContain(part);
  });

  it('says that the oldest entry cannot be read', () => {
    const outbox = { ...bad.outbox, oldestPendingAt: 'unreadable' } as const;
    expect(describeStatus({ ...bad, outbox }, PIPE)).toContain('the oldest cannot be read from the disk');
  });

  it.each([
    ['it is not ready', { ...calm, ready: false }],
    ['a destination is paused', { ...calm, destinations: bad.destinations }],
  ])('is not fine when %s', (_why, status) => expect(isFine(status)).toBe(false));
});

describe('on a narrow terminal', () => {
  it.each([40, 60, 80, 200])('of %i columns nothing is wider, and no word is lost', (columns) => {
    const text = describeStatus(bad, { ...SCREEN, columns });
    expect(text.split('\n').filter((line) => line.length > columns)).toEqual([]);
    const words = (of: string) => of.split(/\s+/);
    expect(words(text)).toEqual(words(describeStatus(bad, PIPE)));
  });

  it('lines go on below their text', () => {
    const lines = describeStatus(bad, SCREEN).split('\n');
    const at = lines.findIndex((line) => line.startsWith('alarms/default'));
    expect(lines.slice(at, at + 4)).toEqual([
      'alarms/default  paused; 12 waiting; COC answers HTTP 503',
      '                since 02:14:00 (APIG.0613: Internal server',
      '                error); next try at 02:16:30',
      '',
    ]);
  });

  it('names and texts of others obey nobody', () => {
    const hostile = { ...calm, notReady: ['\u001b[31m'], ready: false };
    expect(describeStatus(hostile, SCREEN)).not.toContain('\u001b');
  });
});

describe('names of two columns a character', () => {
  it('leave the texts aligned', () => {
    const name = '\u76d1\u63a7';
    const sources = [{ name, type: 'zabbix', lastHeardAt: null }];
    expect(describeStatus({ ...calm, sources }, PIPE)).toContain(
      `\n${name}            zabbix; not heard yet\n`,
    );
  });
});

describe('on a terminal with colors', () => {
  const color = { ...SCREEN, color: true };
  const RED = '\u001b[1;31m';
  const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
  /** What is painted red, with its line breaks as blanks. */
  const red = (status: Status) =>
    describeStatus(status, color)
      .split(RED)
      .slice(1)
      .map((part) => part.split('\u001b')[0]?.replaceAll(/\s+/g, ' '));

  it('what asks for attention is red, wherever it is broken into lines', () => {
    expect(red(bad)).toEqual([
      'NOT READY',
      '2 wait for your decision: incidents list',
      '1 entries whose record is damaged; 2 unreadable alerts without room for a dead letter; 3 missing files: see the log',
      'paused',
    ]);
  });

  it('nothing is red while all is well, and labels stand out', () => {
    const text = describeStatus(calm, color);
    expect(text).not.toContain(RED);
    for (const label of ['agent', 'disk', 'DESTINATIONS', 'alarms/default', 'SOURCES', 'zabbix'])
      expect(text).toContain(bold(label));
  });

  it('a text has the words that it has without them', () => {
    const plain = stripVTControlCharacters(describeStatus(bad, color));
    expect(plain).toBe(describeStatus(bad, SCREEN));
  });
});

describe('trying at once', () => {
  const one = { name: 'alarms/default', waiting: 3, pauseEnded: true, backoffsEnded: 2, parked: 0 };

  it('tells what that changed', () => {
    const idle = { name: 'incidents', waiting: 0, pauseEnded: false, backoffsEnded: 0, parked: 0 };
    expect(describeDelivery({ destinations: [one, idle] }, PIPE)).toBe(
      'alarms/default: 3 waiting; its pause has ended, 2 are tried again at once\nincidents: 0 waiting; nothing to shorten\n',
    );
    expect(describeDelivery({ destinations: [] }, PIPE)).toMatch(/there is no destination yet/);
  });

  it('says what waits on, because its message may be a late copy', () => {
    const textOf = (parked: number) =>
      describeDelivery({ destinations: [{ ...one, pauseEnded: false, backoffsEnded: 0, parked }] }, PIPE);
    expect(textOf(1)).toBe(
      'alarms/default: 3 waiting; nothing to shorten; 1 waits until alarm.lateFireWindow ends, as its message may be a late copy\n',
    );
    expect(textOf(3)).toContain(
      '; 3 wait until alarm.lateFireWindow ends, as their messages may be late copies',
    );
  });

  it('fits a narrow terminal', () => {
    expect(describeDelivery({ destinations: [one] }, SCREEN)).toBe(
      `alarms/default: 3 waiting; its pause has ended, 2 are tried
                again at once\n`,
    );
  });

  it('makes the names stand out, and lets none of them change that', () => {
    const text = describeDelivery(
      { destinations: [{ ...one, name: 'a:\u001b[31m' }] },
      { ...PIPE, color: true },
    );
    expect(text).toBe(
      '\u001b[1ma:\ufffd[31m:\u001b[22m 3 waiting; its pause has ended, 2 are tried again at once\n',
    );
  });
});

describe('a reload', () => {
  it('tells which changes need a restart', () => {
    expect(describeReload({ needsRestart: [], orphans: [], effects: [] }, PIPE)).toMatch(/^reloaded: /);
    expect(describeReload({ needsRestart: ['listen.admin', 'log'], orphans: [], effects: [] }, PIPE)).toMatch(
      /take effect after the next restart: listen\.admin, log\n$/,
    );
  });

  it('fits a narrow terminal, and stands out where something is left to do', () => {
    const text = describeReload(
      { needsRestart: ['listen.admin', 'log'], orphans: [], effects: [] },
      { ...SCREEN, color: true },
    );
    expect(text).toBe(
      '\u001b[1mreloaded; the changes of these sections take effect after\u001b[22m\n\u001b[1mthe next restart: listen.admin, log\u001b[22m\n',
    );
  });
});
