import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../../../src/errors.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { ReadAlert, Source } from '../../../src/sources/source-port.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { systemClock } from '../../../src/time/clock.ts';

// UPDATE_GOLDEN=1 writes the golden files anew; look at the difference before you commit it.
const update = process.env.UPDATE_GOLDEN === '1';
const deps = { levels: {}, clock: systemClock };
const RECEIVED_AT = Date.UTC(2026, 10, 24, 3, 10);

const sources: readonly Source[] = [
  createAlertmanagerSource('main', { type: 'alertmanager' }, deps),
  createGrafanaSource('main', { type: 'grafana', noDataLevel: 'Minor' }, deps),
  createZabbixSource('main', { type: 'zabbix', identity: 'event' }, deps),
];

/** Without `raw`, which only repeats the fixture. */
function goldenOf(source: Source, body: Buffer): unknown {
  const withoutRaw = (read: ReadAlert): unknown => {
    if (!('alert' in read)) return { invalid: { ...read.invalid, raw: undefined } };
    return { ...read, alert: { ...read.alert, raw: undefined, rawWithout: undefined } };
  };
  try {
    return source.read(body, RECEIVED_AT).map(withoutRaw);
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
}

for (const source of sources) {
  const folder = new URL(`../../fixtures/${source.type}/`, import.meta.url);
  const cases = readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !file.endsWith('.alerts.json'))
    .map((file) => file.slice(0, -'.json'.length));

  describe(`fixtures of ${source.type}`, () => {
    it.each(cases)('reads %s.json into %s.alerts.json', (name) => {
      const text = `${JSON.stringify(goldenOf(source, readFileSync(new URL(`${name}.json`, folder))), null, 2)}\n`;
      const golden = new URL(`${name}.alerts.json`, folder);
      if (update) writeFileSync(golden, text);
      expect(text).toBe(readFileSync(golden, 'utf8'));
    });
  });
}
