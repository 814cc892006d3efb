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

describe('a message of Zabbix whose time is no time', () => {
  const bare = { event_source: '0', event_id: '4711', event_value: '1', event_name: 'Disk full' };
  const ended = { ...bare, event_value: '0' };

  it.each<[Record<string, string>, object]>([
    [{ ...bare, event_date: '2020.02.30', event_time: '10:00:00' }, { event: '2020.02.30 10:00:00' }],
    [{ ...bare, event_date: '2020.02.29', event_time: '25:00:00' }, { event: '2020.02.29 25:00:00' }],
    [{ ...bare, Event_Date_Time: '2021.02.29 10:00:00' }, { event: '2021.02.29 10:00:00' }],
    [{ ...bare, event_timestamp: 'soon' }, { event: 'soon' }],
    [
      { ...ended, event_date: '2020.02.28', event_time: '10:00:00', recovery_date: '2020.02.31' },
      { event_recovery: '2020.02.31' },
    ],
  ])('has the time of its receipt, and tells so: %j', (message, unreadTimes) => {
    const alert = read(message);
    expect(alert.details.unreadTimes).toEqual(unreadTimes);
    expect(alert).not.toHaveProperty(message.event_value === '1' ? 'startsAt' : 'endsAt');
  });

  it.each([
    { event_date: '2020.02.29', event_time: '10:00:00' },
    { event_date: '2020.02.30', event_timestamp: '1590029887' },
    { event_date: '{EVENT.DATE}', event_time: '*UNKNOWN*' },
    {},
  ])('is not one of %j', (times) => {
    expect(read({ ...bare, ...times }).details).not.toHaveProperty('unreadTimes');
  });
});

describe('the name of a message of Zabbix that has none', () => {
  const bare = { event_id: '4712', event_status: '1', event_severity: '4', host_name: 'cam-7' };

  it.each<[Record<string, string>, string]>([
    [{ trigger_description: 'Camera does not answer' }, 'Camera does not answer'],
    [{ trigger_description: '\r\n Camera is dark\nSee the wiki.' }, 'Camera is dark'],
    [{ trigger_description: '{TRIGGER.DESCRIPTION}', event_opdata: 'loss: 98 %' }, 'loss: 98 %'],
    [{ trigger_description: '*UNKNOWN*', item_name: 'ICMP loss' }, 'ICMP loss'],
    [{ message: 'No picture since 10:00\nhost cam-7' }, 'No picture since 10:00'],
    [{ trigger_name: 'Camera', trigger_description: 'It is dark' }, 'Camera'],
    [{ subject: 'Problem: camera', trigger_description: 'It is dark' }, 'Problem: camera'],
    [{}, 'Zabbix event 4712'],
  ])('is that of %j', (texts, name) => {
    expect(read({ ...bare, ...texts })).toMatchObject({ name, labels: { alertname: name }, level: 'Major' });
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

describe('the note that Zabbix gives a problem up', () => {
  it.each([
    ['NOTE: Escalation canceled: trigger "Disk" disabled.\nDisk: 1', ': trigger "Disk" disabled'],
    ['NOTE: Escalation canceled: host "db-1" disabled.', ': host "db-1" disabled'],
    ['NOTE: Escalation canceled: item "free" disabled.\r\nmore', ': item "free" disabled'],
    ['NOTE: Escalation cancelled: trigger id:7 deleted.', ': trigger id:7 deleted'],
    ['  note: escalation canceled', ''],
  ])('ends the alarm, with its reason: %j', (message, why) => {
    const reason = `Zabbix canceled its escalation${why}`;
    const alert = read({ ...problem, event_value: '1', message });
    expect(alert).toMatchObject({ status: 'resolved', assumed: reason, details: { reason } });
    expect(alert).not.toHaveProperty('endsAt');
  });

  it.each([
    ['Disk is full.\nNOTE: Escalation canceled: trigger "Disk" disabled.', '1'],
    ['Escalation canceled is what this checks', '1'],
    ['NOTE: Escalation canceled: trigger "Disk" disabled.', '0'],
    ["NOTE: Escalation canceled: action 'Report' disabled", '1'],
    ['NOTE: Escalation canceled: action id:7 deleted.', '1'],
    ['NOTE: Escalation canceled: action "Report" disabled.\nDisk: 1', '1'],
  ])(
    'is only the first line of a message about a problem, and says that it is given up: %j, value %s',
    (message, event_value) => {
      const alert = read({ ...problem, event_value, message });
      expect(alert).toMatchObject({ status: event_value === '1' ? 'firing' : 'resolved' });
      expect(alert).not.toHaveProperty('assumed');
    },
  );

  it.each([
    ["NOTE: Escalation canceled: action 'Report' disabled.", '1', "action 'Report' disabled"],
    ['NOTE: Escalation cancelled: action id:7 deleted\nDisk: 1', '1', 'action id:7 deleted'],
    ["NOTE: Escalation canceled: action 'Report' disabled.", '0', undefined],
    ['NOTE: Escalation canceled: trigger "Disk" disabled.', '1', undefined],
    ["Disk is full.\nNOTE: Escalation canceled: action 'Report' disabled.", '1', undefined],
  ])(
    'about an action says that no more is said about the problem: %j, value %s',
    (message, event_value, why) => {
      const note = `Zabbix canceled its escalation (${why}): it will say nothing more about the problem, not even that it is over.`;
      expect(read({ ...problem, event_value, message }).note).toBe(why === undefined ? undefined : note);
    },
  );
});

describe('the order of the messages of Zabbix', () => {
  const at = (more: object, config = {}) => read({ ...problem, ...more } as Record<string, string>, config);
  const TEN = Date.UTC(2026, 10, 24, 10);

  it.each<[string, object, number | undefined]>([
    ['the clock of the message', { now_local: '2026.11.24 10:00:00' }, TEN],
    ['that clock, before the update of the same second', updated('2026.11.24 10:00:00'), TEN + 1],
    ['that clock, for an end after both', { now_local: '2026.11.24 10:00:00', event_value: '0' }, TEN + 2],
    ['the UNIX time of the update', { ...updated(), event_update_timestamp: '1795514400' }, TEN + 1],
    [
      'the date and time of the update',
      { ...updated(), event_update_date: '2026.11.24', event_update_time: '10:00:00' },
      TEN + 1,
    ],
    ['nothing, where no macro was replaced', { now_local: '{DATE} {TIME}' }, undefined],
    ['nothing, without any time of the message', { event_update_timestamp: '1795514400' }, undefined],
  ])('is that of %s', (_, more, saidAt) => {
    expect(at(more).saidAt).toBe(saidAt);
  });

  it('does not depend on how long a message waited for a retry', () => {
    const said = { now_local: '2026.11.24 10:00:00' };
    const sent = ['2026-11-24T02:00:01Z', '2026-11-24T02:07:30Z'].map((time) => `${Date.parse(time)}`);
    for (const sent_at of sent) expect(at({ ...said, sent_at }).saidAt).toBe(TEN - 8 * 3_600_000);
  });

  it('follows the configured zone, in which an hour may come twice', () => {
    const zone = { timezone: 'Europe/Berlin' };
    expect(at({ now_local: '2026.11.24 10:00:00' }, zone).saidAt).toBe(TEN - 3_600_000);
  });

  it.each<[object, true | undefined]>([
    [{ event_update_status: '1' }, true],
    [{ event_update_status: '0', event_update_date: '2026.11.24' }, undefined],
    [{ event_update_status: '{EVENT.UPDATE.STATUS}', event_update_nseverity: '5' }, true],
    [{ event_update_status: '', event_update_timestamp: '1795514400' }, true],
    [{ event_update_status: '', event_update_severity: '{EVENT.UPDATE.SEVERITY}' }, undefined],
    [{ event_update_status: '1', event_value: '0' }, undefined],
    [{ event_update_status: '1', message: 'NOTE: Escalation canceled: host "h" disabled.' }, undefined],
  ])('tells an update from the first message: %j', (more, isUpdate) => {
    expect(at(more).isUpdate).toBe(isUpdate);
  });

  it('goes by the number of the event, whatever the identity of the alarm', () => {
    expect(read({ ...problem, event_id: '0042' }).problem).toBe('0042');
    expect(read({ ...problem, event_id: '42' }, { identity: 'trigger' }).problem).toBe('42');
  });
});

function updated(now_local?: string) {
  return { event_update_status: '1', ...(now_local !== undefined && { now_local }) };
}
