import { describe, expect, it } from 'vitest';
import { PayloadError } from '../../../src/errors.ts';
import { alertmanagerSourceSchema } from '../../../src/sources/alertmanager/config.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { grafanaSourceSchema } from '../../../src/sources/grafana/config.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import { zabbixSourceSchema } from '../../../src/sources/zabbix/config.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const deps = { levels: {}, clock: new FakeClock() };
const alertmanager = createAlertmanagerSource(
  'am',
  alertmanagerSourceSchema.parse({ type: 'alertmanager' }),
  deps,
);
const grafana = createGrafanaSource('g', grafanaSourceSchema.parse({ type: 'grafana' }), deps);
const zabbix = createZabbixSource('z', zabbixSourceSchema.parse({ type: 'zabbix' }), deps);

const good = (name: string) => `{"status":"firing","labels":{"alertname":"${name}"}}`;
const bad = '{"status":"firing","labels":{"alertname":"Bad","severity":"info","severity":"critical"}}';
const twice = '{"status":"firing","status":"resolved","labels":{"alertname":"Bad"}}';
const reason = /a key twice \("(severity|status)"\)/;

/** The names of the alerts in a body, and the reasons for the invalid ones. */
function read(source: typeof alertmanager, body: string) {
  return source
    .read(Buffer.from(body), 0)
    .map((one) => ('invalid' in one ? one.invalid.reason : one.alert.name));
}

describe('a key that an alert has twice', () => {
  it.each([
    ['Alertmanager', alertmanager, (alerts: string) => `{"version":"4","alerts":[${alerts}]}`],
    ['Grafana', grafana, (alerts: string) => `{"alerts":[${alerts}]}`],
    ['Grafana, a bare list', grafana, (alerts: string) => `[${alerts}]`],
  ])('makes this alert invalid, and no other: %s', (_, source, body) => {
    const found = read(source, body([good('A'), bad, good('B'), twice, good('C')].join()));
    expect(found).toEqual(['A', expect.stringMatching(reason), 'B', expect.stringMatching(reason), 'C']);
  });

  it('is kept with both values', () => {
    const [read] = alertmanager.read(Buffer.from(`{"version":"4","alerts":[${bad}]}`), 0);
    expect(read).toMatchObject({
      invalid: { raw: { labels: { severity: 'info', 'severity (repeated 1)': 'critical' } } },
    });
  });

  it.each([
    ['Zabbix', zabbix, '{"event_id":"1","event_value":"1","event_value":"0"}'],
    ['Grafana, legacy', grafana, '{"ruleId":1,"state":"alerting","state":"ok"}'],
  ])('is refused where the body is one alert: %s', (_, source, body) => {
    expect(() => read(source, body)).toThrow(PayloadError);
  });
});

describe('a key that is twice in what all alerts share', () => {
  it('takes no alert away: the first value counts', () => {
    const body = `{"version":"4","receiver":"a","receiver":"b","groupLabels":{"x":"1","x":"2"},"alerts":[${good('A')}]}`;
    expect(read(alertmanager, body)).toEqual(['A']);
    const [alert] = alertmanager.read(Buffer.from(body), 0);
    expect(alert).toMatchObject({ alert: { details: { receiver: 'a' } } });
  });

  it.each(['"alerts":[]', '"version":"4"'])('refuses the body when it is %s', (again) => {
    const body = `{"version":"4","alerts":[${good('A')}],${again}}`;
    expect(() => read(alertmanager, body)).toThrow(PayloadError);
  });
});
