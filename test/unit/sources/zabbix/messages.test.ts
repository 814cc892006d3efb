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
