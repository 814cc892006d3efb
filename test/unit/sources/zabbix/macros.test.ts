import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, Json } from '../../../../src/alerts/alert.ts';
import { isMacro, isOnlyMacros } from '../../../../src/sources/zabbix/macros.ts';
import { createZabbixSource } from '../../../../src/sources/zabbix/source.ts';
import { onlyAlert } from '../../../contract/source-contract.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { growthOf, LINEAR } from '../../../support/growth.ts';

const source = createZabbixSource(
  'main',
  { type: 'zabbix', identity: 'event' },
  { levels: {}, clock: new FakeClock() },
);
const problem = { event_source: '0', event_id: '996', event_value: '1', event_nseverity: '4' };
const read = (message: Json): Alert => onlyAlert(source.read(Buffer.from(JSON.stringify(message)), 0));

describe('isOnlyMacros', () => {
  it.each([
    '{EVENT.ID}',
    '{EVENT.DATE} {EVENT.TIME}',
    '{EVENT.DATE}T{EVENT.TIME}',
    '{EVENT.DATE}T{EVENT.TIME}Z',
    '{EVENT.DATE} {EVENT.TIME} UTC',
    '{EVENT.DATE}T{EVENT.TIME}+08:00',
    '[{EVENT.SEVERITY}] {TRIGGER.NAME}: {SERVICE.TAGS.env}',
    '{{ITEM.VALUE}.regsub("([0-9]{3})", "\\1")} / {$LIMIT}',
    '{EVENT.DATE}{EVENT.TIME}',
  ])('is true for %s', (text) => expect(isOnlyMacros(text)).toBe(true));

  it.each([
    '',
    '- -',
    'T',
    '{core}',
    '{core} {EVENT.ID}',
    'Problem: {EVENT.NAME}',
    '{EVENT.DATE} 11:02:19',
    '2026.11.24 {EVENT.TIME}',
    '{EVENT.DATE} {"a":1}',
    '{EVENT.DATE} {EVENT.TIME',
    '{ITEM.VALUE} 高',
    'Tea {EVENT.ID}',
  ])('is false for %s', (text) => expect(isOnlyMacros(text)).toBe(false));
});

describe('isMacro', () => {
  it.each([
    '{EVENT.ID}',
    '{EVENT.RECOVERY.DATE}',
    '{HOST.NAME1}',
    '{ITEM.LASTVALUE9}',
    '{EVENT.TAGS.Service name}',
    '{EVENT.RECOVERY.TAGS.cause}',
    '{SERVICE.TAGS.env}',
    '{SERVICE.TAGS."jira id"}',
    '{HOST.TAGS.role}',
    '{INVENTORY.URL.A1}',
    '{DATE}',
    '{TIME}',
    '{TIMESTAMP}',
    '{$ZABBIX.URL}',
    '{$X}',
    '{$LOW_SPACE:/home}',
    '{$LOW_SPACE:"context"}',
    '{$LOW_SPACE:"a \\"}\\" b"}',
    '{$LOW_SPACE:regex:"^/tmp$"}',
    '{#FSNAME}',
    '{#IF.NAME}',
    '{?last(/host/key)}',
    '{?avg(/{HOST.HOST}/key,1h)}',
    '{?100*last(/h/free)/last(/h/total)}',
    '{? (last(/h/k)>5) and not min(//k,5m)}',
    '{?-last( /h/k)}',
    '{?not last(/h/k)}',
    '{?sum(last_foreach(/*/key))}',
    '{$1ST.LIMIT}',
    '{$_A}',
    '{#1ST}',
    '{{ITEM.VALUE}.regsub("^([0-9]+)", "\\1")}',
    '{{#IFALIAS}.iregsub("(.*)_([0-9]+)", "\\1")}',
    '{{$SECRET:"a"}.btoa()}',
    '{{TIME}.fmttime("%B",-1M)}',
    '{{?last(/h/k)}.fmtnum(2)}',
  ])('is true for %s', (text) => {
    expect(isMacro(text)).toBe(true);
  });

  it.each([
    '{"status":"down","code":503}',
    '{}',
    '{ }',
    '{host unreachable}',
    '{core}',
    '{CORE}',
    '{A.b}',
    '{a.b}',
    '{EVENT.}',
    '{.ID}',
    '{ EVENT.ID }',
    '{EVENT.ID} x',
    'x {EVENT.ID}',
    '{#FSNAME} is full',
    '{# see runbook}',
    '{$5 missing}',
    '{$5}',
    '{$5.50}',
    '{$_}',
    '{#1}',
    '{#1: db}',
    '{? is the disk full? see wiki}',
    '{?}',
    '{? 5 disks}',
    '{?why(now)}',
    '{? see wiki(/var/log)}',
    '{{? is it full}.really()}',
    '{{$5}.fmtnum(2)}',
    '{{ labels.x }}',
    '{{"a":1}}',
    '{{"a":{"b":1}}}',
    '{{ITEM.VALUE}}',
    '{{host down}.now()}',
    '{% raw %}',
    '',
  ])('is false for %s', (text) => {
    expect(isMacro(text)).toBe(false);
  });

  it('is false for every JSON object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => !isMacro(JSON.stringify(value))),
    );
  });

  it.each(['{$A:"', '{{A.B', '{{?', '{?', '{?a(', '{$0', '{#.', '{A.A', '{EVENT.TAGS.', '{$A:\\'])(
    'takes little time for a long text that begins with %s',
    (start) => {
      const pieces = ['.A', '\\"', '}.a(', '{', ' ', 'a', '0', 'a( '];
      const look = (size: number) =>
        pieces.map((piece) => isMacro(start + piece.repeat(size).slice(0, size)));
      expect(growthOf(look, 4_000)).toBeLessThan(LINEAR);
    },
  );
});

describe('a text of Zabbix that looks like a macro', () => {
  it('in braces stays: a name, JSON, a hint', () => {
    const alert = read({
      ...problem,
      event_name: '{host unreachable}',
      host_name: '{core}',
      event_opdata: '{"status":"down","code":503}',
      trigger_description: '{ see runbook 12 }',
      message: '{"text":"checkout fails for all users"}',
    });
    expect(alert).toMatchObject({
      name: '{host unreachable}',
      resourceName: '{core}',
      description:
        '{"status":"down","code":503}\n{ see runbook 12 }\n{"text":"checkout fails for all users"}',
    });
    expect(alert.details).not.toHaveProperty('unresolved');
  });

  it.each(['{? is the disk full? see wiki}', '{$5}', '{#1}', '{Disk full}'])('is a name: %s', (name) => {
    expect(read({ ...problem, event_name: name, trigger_name: 'another' }).name).toBe(name);
  });

  it('with text around a macro stays whole', () => {
    const alert = read({ ...problem, event_name: 'N', trigger_description: '{#FSNAME} is full' });
    expect(alert.description).toBe('{#FSNAME} is full');
  });

  it('that is a macro without a value is no value, and can be read in the details', () => {
    const alert = read({
      ...problem,
      event_name: '{EVENT.NAME}',
      trigger_name: 'Disk full',
      event_opdata: '{ITEM.LASTVALUE1}',
      host_name: '*UNKNOWN*',
      host_host: 'db-1',
      host_ip: 'UNKNOWN',
      trigger_description: ' ',
      token: '{$COC_AGENT.TOKEN}',
    });
    expect(alert).toMatchObject({ name: 'Disk full', description: 'Disk full', resourceName: 'db-1' });
    expect(alert.details.unresolved).toEqual({
      event_name: '{EVENT.NAME}',
      event_opdata: '{ITEM.LASTVALUE1}',
      host_name: '*UNKNOWN*',
      host_ip: 'UNKNOWN',
    });
  });

  it('is still no event id, so that the Test button makes its own alarm', () => {
    const test = { event_id: '{EVENT.ID}', event_name: '{EVENT.NAME}', event_value: '{EVENT.VALUE}' };
    expect(read(test)).toMatchObject({ test: true, details: { unresolved: test } });
  });
});
