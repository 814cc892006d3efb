import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

/** Control characters but the line feed, which texts may have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
const ODD: readonly (readonly [string, string])[] = [
  ['NUL', 'a\0b'],
  ['C0 controls', 'a\x01\x07\x08\x0b\x1fb'],
  ['C1 controls', 'a\x7f\x80\x9bb'],
  ['a terminal sequence', '\x1b[2J\x1b]0;owned\x07\x1b[31mred'],
  ['line ends', 'a\r\nb\u2028c\u2029d\u0085e'],
  ['text that runs the other way', 'a\u202e\u2066gpj.exe\u2069\u200fb'],
  ['emoji that are joined', '👩‍👩‍👧‍👦 🏳️‍🌈'],
  ['four bytes up to every limit', '𠮷'.repeat(5_000)],
  ['text that looks like our own', '{{ labels.x }} {"level":60} <b>&amp;</b>'],
];

describe('an alert with odd characters', () => {
  it.each(ODD)(
    'reaches COC well-formed, and no log, command or metric takes it for more: %s',
    async (_, odd) => {
      const emulator = await runEmulator();
      const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
      const body = alertmanagerBody({ name: `Odd${odd}`, labels: { odd, [`odd_${odd}`]: odd } });
      expect((await agent.post('alertmanager', body)).status).toBe(200);
      await until('it has arrived', () => emulator.alarms().length === 1);
      const alarm = emulator.alarms()[0]?.body ?? {};
      const sent = JSON.stringify(alarm);
      expect(Buffer.from(sent).toString('utf8')).toBe(sent);
      expect(sent).not.toMatch(/\ufffd|\\ud[89a-f]/i);

      for (const line of agent.log().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
      expect(agent.log()).not.toMatch(CONTROLS);
      const list = await runCommand('alarms', 'list', '--admin', agent.adminUrl);
      const show = await runCommand('alarms', 'show', String(alarm.alarmId), '--admin', agent.adminUrl);
      expect([list.code, show.code]).toEqual([0, 0]);
      expect(list.out).toContain('Odd');
      expect(`${list.out}${show.out}`).not.toMatch(CONTROLS);
      expect(`${list.out}${show.out}`).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      expect((await agent.admin('/metrics')).text).not.toMatch(/odd/i);
    },
  );

  it.each([
    ['GBK', Buffer.from([0xb8, 0xe6, 0xbe, 0xaf])],
    ['a cut character', Buffer.from([0xe5, 0x91])],
    ['half a surrogate pair', Buffer.from([0xed, 0xa0, 0x80])],
    ['an overlong form', Buffer.from([0xc0, 0xaf])],
  ])('that are no UTF-8 is refused with what to do, and kept as it came: %s', async (_, bytes) => {
    const emulator = await runEmulator();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    const [before = '', between = '', after = ''] = JSON.stringify(alertmanagerBody({ name: 'Odd@@' })).split(
      '@@',
    );
    const body = Buffer.concat(
      [before, bytes, between, bytes, after].map((piece) => Buffer.from(piece as string)),
    );
    const answer = await agent.post('alertmanager', body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('UTF-8');
    const letters = JSON.parse((await agent.admin('/api/v1/dead-letters')).text).deadLetters;
    const letter = JSON.parse((await agent.admin(`/api/v1/dead-letters/${letters[0].id}`)).text);
    expect(JSON.stringify(letter)).toContain(body.toString('base64'));
  });
});
