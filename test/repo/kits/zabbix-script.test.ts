import { describe, expect, it } from 'vitest';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { runScript, shippedMediaType, unresolvedParameters } from './shipped-media-type.ts';

const TOKEN = 'canary-token';
const problem = {
  ...unresolvedParameters,
  url: 'http://coc-alarm-agent:9095/webhooks/zabbix',
  token: TOKEN,
  event_source: '0',
  event_id: '42',
  event_value: '1',
  event_name: 'Disk is full on db-1 «тест»',
  event_nseverity: '4',
  event_date: '2026.11.24',
  event_time: '03:02:19',
  now_local: '2026.11.24 03:02:20',
};
const accepted = { status: 200, body: '{"accepted":1,"repeated":0,"rejected":[]}' };
const alarm = { alarmId: 'zbx0123456789abcdef', incident: 'P202611240001' };
const withAlarm = { status: 200, body: JSON.stringify({ accepted: 1, alarms: [alarm] }) };
const source = createZabbixSource(
  'zabbix',
  { type: 'zabbix', identity: 'event' },
  { levels: {}, clock: systemClock },
);

describe('the script of the media type', () => {
  it('posts a message that the source reads, with the token in a header only', () => {
    const { requests } = runScript(problem, accepted);
    expect(requests).toMatchObject([
      {
        url: problem.url,
        headers: expect.arrayContaining(['Content-Type: application/json', `Authorization: Bearer ${TOKEN}`]),
        proxy: undefined,
      },
    ]);
    const body = requests[0]?.body ?? '';
    expect(body).not.toContain(TOKEN);
    expect(body).not.toContain(problem.url);
    expect(source.read(Buffer.from(body), Date.parse('2026-11-24T03:02:21Z'))).toMatchObject([
      {
        alert: {
          status: 'firing',
          level: 'Major',
          name: problem.event_name,
          details: { script_version: '1.0.0', sent_at: expect.stringMatching(/^\d{13}$/) },
        },
      },
    ]);
  });

  it('says that the agent has the message, where the answer tells no alarm', () => {
    expect(runScript(problem, accepted).returned).toEqual({ tags: { coc_agent: 'accepted' } });
  });

  it.each([
    ['is no JSON', 'OK'],
    ['is empty', ''],
    ['is null', 'null'],
    ['has no usable alarm id', '{"alarms":[{"alarmId":"a b"}]}'],
    ['has no list of alarms', '{"alarms":{"alarmId":"a"}}'],
  ])('is content with a good status when the answer %s', (_title, body) => {
    expect(runScript(problem, { status: 202, body }).returned).toEqual({ tags: { coc_agent: 'accepted' } });
  });

  it('writes alarm, incident and link back as tags', () => {
    const parameters = { ...problem, alarm_link: 'https://coc.example/alarms/ALARM_ID?tab=1' };
    expect(runScript(parameters, withAlarm).returned).toEqual({
      tags: {
        coc_alarm_id: alarm.alarmId,
        coc_incident: alarm.incident,
        coc_link: `https://coc.example/alarms/${alarm.alarmId}?tab=1`,
      },
    });
  });

  it.each([
    ['a script', 'javascript:alert(1)//ALARM_ID'],
    ['an address with a password', 'https://user:secret@coc.example/ALARM_ID'],
    ['a macro that nobody set', '{$COC_AGENT.LINK}'],
    ['longer than a tag can be', `https://coc.example/${'x'.repeat(240)}/ALARM_ID`],
  ])('leaves a link out that is %s', (_title, alarm_link) => {
    const { returned } = runScript({ ...problem, alarm_link }, withAlarm);
    expect(returned).toEqual({ tags: { coc_alarm_id: alarm.alarmId, coc_incident: alarm.incident } });
  });

  it('goes through a proxy where one is set, and without a token where none is', () => {
    const { requests } = runScript(
      { ...problem, HTTPProxy: 'http://proxy:3128', token: '{$COC_AGENT.TOKEN}' },
      accepted,
    );
    expect(requests[0]?.proxy).toBe('http://proxy:3128');
    expect(requests[0]?.headers.join()).not.toContain('Authorization');
  });

  it('sends what the test of the media type gives, which the source takes for a test', () => {
    const { requests, returned } = runScript({ ...unresolvedParameters, url: problem.url }, accepted);
    expect(returned).toBeDefined();
    expect(source.read(Buffer.from(requests[0]?.body ?? ''), Date.now())).toMatchObject([
      { alert: { test: true } },
    ]);
  });
});

describe('when it cannot send, the script says why', () => {
  const error = (text: string) => ({ status: 503, body: JSON.stringify({ error: text }) });
  it.each([
    [
      'the address is not set',
      { url: '{$COC_AGENT.URL}' },
      accepted,
      /set the global macro \{\$COC_AGENT\.URL\}/,
    ],
    ['the address is none', { url: 'coc-alarm-agent:9095' }, accepted, /there is no address/],
    ['the token has two lines', { token: 'a\r\nX-Evil: 1' }, accepted, /line break/],
    ['a parameter was changed', { event_id: 'x' }, accepted, /"event_id" must be \{EVENT\.ID\}/],
    ['the kind of event is missing', { event_source: '' }, accepted, /"event_source" must be/],
    ['the state is missing', { event_value: '{EVENT.VALUE}' }, accepted, /"event_value" must be/],
    ['the agent is full', {}, error('the outbox is full'), /HTTP 503: the outbox is full$/],
    [
      'a proxy answers',
      {},
      { status: 502, body: '<html>\n<h1>Bad Gateway</h1></html>' },
      /HTTP 502: Bad Gateway$/,
    ],
    ['the answer is empty', {}, { status: 500, body: '' }, /HTTP 500: $/],
    ['nobody listens', {}, new Error("cannot get URL: Couldn't connect to server."), /Couldn't connect/],
  ])('%s', (_title, change, answer, reason) => {
    const { thrown, log } = runScript({ ...problem, ...change }, answer);
    expect(thrown).toMatch(/^coc-alarm-agent: /);
    expect(thrown).toMatch(reason);
    expect(
      log.some(({ level, text }) => level === 3 && text.startsWith('[coc-alarm-agent] not sent: ')),
    ).toBe(true);
  });

  it('in 200 characters, and never with the token', () => {
    const { thrown, log } = runScript(problem, error('x'.repeat(10_000)));
    expect(thrown?.length).toBeLessThanOrEqual('coc-alarm-agent: '.length + 200);
    expect(JSON.stringify(log)).not.toContain(TOKEN);
  });
});

it.each([/=>/, /`/, /\b(let|const|class|async|await)\b/, /\.\.\.(?!')/, /\?\./])(
  'the script keeps to ECMAScript 5: no %s',
  (syntax) => {
    const code = shippedMediaType.script.replaceAll(/^\s*\/\/.*$/gm, '');
    expect(code).not.toMatch(syntax);
  },
);
