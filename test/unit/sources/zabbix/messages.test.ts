import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Alert, Json } from '../../../../src/alerts/alert.ts';
import { PayloadError } from '../../../../src/errors.ts';
import { createZabbixSource } from '../../../../src/sources/zabbix/source.ts';
import { systemClock } from '../../../../src/time/clock.ts';
import { onlyAlert } from '../../../contract/source-contract.ts';

const NOW = Date.parse('2026-11-24T03:10:00Z');
const fixture = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/zabbix/${name}.json`, import.meta.url), 'utf8'));

function read(message: Json, config: object = {}): Alert {
  const source = createZabbixSource(
    'main',
    { type: 'zabbix', identity: 'event', ...config },
    { levels: {}, clock: systemClock },
  );
  return onlyAlert(source.read(Buffer.from(JSON.stringify(message)), NOW));
}

const problem = fixture('problem');

describe("a message of SIGNL4's media type", () => {
  const signl4 = {
    teamsecret: 'canary',
    Subject: 'Problem: Disk full',
    Message: 'Problem started',
    Event_ID: '4711',
    Event_Date_Time: '2026.11.24 03:02:19',
    Event_Update_Status: '0',
    Event_Ack_Status: 'No',
    Host_Name: 'db-1',
    Host_IP: '10.0.0.1',
    Severity: 'High',
    Trigger_ID: '13501',
    Trigger_Status: 'PROBLEM',
    Zabbix_URL: 'https://zabbix.example.com',
  };

  it('has the time of its event', () => {
    const alert = read(signl4);
    expect(alert).toMatchObject({
      fingerprint: 'e4711',
      status: 'firing',
      level: 'Major',
      name: 'Problem: Disk full',
      resourceName: 'db-1',
      startsAt: Date.UTC(2026, 10, 24, 3, 2, 19),
    });
    expect(JSON.stringify(alert)).not.toContain('canary');
    expect(read(signl4, { timezone: 'Asia/Shanghai' }).startsAt).toBe(Date.UTC(2026, 10, 23, 19, 2, 19));
  });

  it.each([
    [{ event_time: '2026.11.24 03:02:19' }],
    [{ event_date: '2026.11.24 03:02:19' }],
    [{ 'EVENT.DATETIME': '2026-11-24 03:02:19' }],
    [{ event_date: '2026.11.24', event_time: '03:02:19', Event_Date_Time: '2020.01.01 00:00:00' }],
  ])('may have siblings that write date and time into one: %j', (times) => {
    const { Event_Date_Time, ...rest } = signl4;
    expect(read({ ...rest, ...times }).startsAt).toBe(Date.UTC(2026, 10, 24, 3, 2, 19));
  });

  it('may have the time of the recovery in one parameter', () => {
    const ended = { ...signl4, Trigger_Status: 'OK', event_recovery_date_time: '2026.11.24 03:05:00' };
    expect(read(ended)).toMatchObject({ status: 'resolved', endsAt: Date.UTC(2026, 10, 24, 3, 5) });
  });
});

it('says in its details that Zabbix cut its tags', () => {
  const alert = read({ ...problem, event_tags: '[{"tag":"team","value":"db"},{"tag":"sco' });
  expect(alert.labels).toMatchObject({ team: 'db' });
  expect(alert.details).toMatchObject({
    tagsCut: expect.stringContaining('cut'),
    tags: [{ tag: 'team', value: 'db' }],
  });
  expect(read(problem).details).not.toHaveProperty('tagsCut');
});

describe('a Zabbix message', () => {
  it.each(
    ['0', '1', '2', '3', '4', '5'].map((number, at) => [
      number,
      ['Info', 'Info', 'Minor', 'Minor', 'Major', 'Critical'][at],
    ]),
  )('has for severity number %s the level %s, whatever the server calls it', (event_nseverity, level) => {
    expect(read({ ...problem, event_nseverity, event_severity: 'Katastrophe' })).toMatchObject({
      level,
      levelKnown: true,
      severity: 'Katastrophe',
    });
  });

  it('has the level that an update sets, and stays firing when one closes the problem', () => {
    const update = {
      ...problem,
      event_update_status: '1',
      event_update_action: 'closed',
      event_update_nseverity: '2',
    };
    expect(read(update)).toMatchObject({ status: 'firing', level: 'Minor' });
  });

  it.each([
    ['event', { event_source: '0' }, 'e1'],
    ['trigger', { event_source: '0' }, 't23133'],
    ['trigger', { event_source: '4' }, 's1'],
    ['trigger', { event_source: '3' }, 'e1'],
    ['trigger', { trigger_id: '{TRIGGER.ID}' }, 'e1'],
  ])('identified by %s with %j is %s', (identity, parameters, fingerprint) => {
    expect(read({ ...problem, ...parameters }, { identity }).fingerprint).toBe(fingerprint);
  });

  it.each([
    ['no event id', { event_id: '{EVENT.ID}' }, 'add the parameter event_id'],
    ['an event id that is no number', { event_id: 'abc' }, 'add the parameter event_id'],
    ['no value', { event_value: '{EVENT.VALUE}' }, 'add the parameter event_value'],
    ['an unknown value', { event_value: '2' }, 'add the parameter event_value'],
  ])('with %s is refused with a remedy', (_, parameters, remedy) => {
    expect(() => read({ ...problem, ...parameters })).toThrow(PayloadError);
    expect(() => read({ ...problem, ...parameters })).toThrow(remedy);
  });

  it.each([[[]], ['text'], [null], [7], [{}]])('that is %j is refused', (body) => {
    expect(() => read(body)).toThrow(PayloadError);
  });

  it('keeps no secret of the script, neither in its details nor in the raw message', () => {
    const secrets = {
      token: 'canary-1',
      HTTPProxy: 'http://canary-2@p',
      'Api-Key': 'canary-3',
      password: 'canary-4',
      url: 'https://canary-5@a/',
    };
    const text = JSON.stringify(read({ ...problem, ...secrets }));
    expect(text).not.toContain('canary');
    expect(text).toContain('<secret>');
  });

  it('of a script that spells names otherwise is the same alert', () => {
    const dotted = Object.fromEntries(
      Object.entries(problem).map(([name, value]) => [name.toUpperCase().replaceAll('_', '.'), value]),
    );
    const { raw: _, details: __, ...alert } = read(dotted);
    expect(read(problem)).toMatchObject(alert);
  });

  it.each(['*UNKNOWN*', 'UNKNOWN', '', ' ', '{HOST.NAME}', '{{HOST.NAME}.fmtnum(2)}'])(
    'whose host is "%s" has no host',
    (unknown) => {
      const alert = read({ ...problem, host_name: unknown, host_host: unknown, host_ip: unknown });
      expect(alert.resourceName).toBeUndefined();
      expect(Object.keys(alert.details)).not.toContain('host_ip');
    },
  );

  it('may say UNKNOWN elsewhere than in a host', () => {
    expect(read({ ...problem, event_name: 'UNKNOWN' }).name).toBe('UNKNOWN');
  });
});
