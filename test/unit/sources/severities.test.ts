import { describe, expect, it } from 'vitest';
import type { AlarmLevel, Alert, Json } from '../../../src/alerts/alert.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { Source } from '../../../src/sources/source-port.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { onlyAlert } from '../../contract/source-contract.ts';

type Texts = Readonly<Record<string, string>>;
const deps = (levels: Readonly<Record<string, AlarmLevel>> = {}) => ({ levels, clock: systemClock });
const alertmanager = createAlertmanagerSource('am', { type: 'alertmanager' }, deps());
const grafana = createGrafanaSource('gf', { type: 'grafana', noDataLevel: 'Info' }, deps());
const zabbix = createZabbixSource('zbx', { type: 'zabbix', identity: 'event' }, deps());

function read(source: Source, body: Json): Alert {
  return onlyAlert(source.read(Buffer.from(JSON.stringify(body)), Date.UTC(2026, 10, 28)));
}

/** Reads one firing alert with these labels and annotations. */
function readLabelled(source: Source, labels: Texts, annotations: Texts = {}): Alert {
  return read(source, {
    version: source.type === 'grafana' ? '1' : '4',
    alerts: [{ status: 'firing', labels, annotations }],
  });
}

describe.each([alertmanager, grafana])('the severity of an alert of $type', (source) => {
  it.each<[string, Texts, Texts, AlarmLevel, boolean]>([
    ['an unknown one beside the level of a log', { severity: 'urgent', level: 'info' }, {}, 'Major', false],
    ['the level of a log alone', { level: 'debug', app: 'loki' }, {}, 'Major', false],
    ['a numbered one beside a quiet priority', { severity: 'sev-1', priority: 'low' }, {}, 'Critical', true],
    ['sev5', { severity: 'sev5' }, {}, 'Info', true],
    ['S2', { severity: 'S2' }, {}, 'Major', true],
    ['P3', { severity: 'P3' }, {}, 'Minor', true],
    ['a word of syslog', { severity: 'alert' }, {}, 'Critical', true],
    ['notice', { severity: 'notice' }, {}, 'Info', true],
    ['a Chinese one', { severity: '重要' }, {}, 'Major', true],
    ['an annotation', {}, { severity: 'critical', summary: 'nothing comes' }, 'Critical', true],
    ['an annotation in capitals', {}, { Severity: 'P4' }, 'Info', true],
    ['a label above an annotation', { severity: 'warning' }, { severity: 'critical' }, 'Minor', true],
  ])('may be %s', (_, labels, annotations, level, levelKnown) => {
    const alert = readLabelled(source, { alertname: 'Trouble', ...labels }, annotations);
    expect(alert).toMatchObject({ level, levelKnown });
    expect(alert.severity).toBe(
      levelKnown ? (labels.severity ?? Object.values(annotations)[0]) : labels.severity,
    );
  });
});

describe('the severity of an alert of Grafana without data', () => {
  it('comes from an annotation too, else from noDataLevel', () => {
    const labels = { alertname: 'DatasourceNoData', rulename: 'Disk' };
    expect(readLabelled(grafana, labels, { severity: 'SEV-2' }).level).toBe('Major');
    expect(readLabelled(grafana, labels, { severity: 'pageteam' }).level).toBe('Info');
    expect(readLabelled(grafana, { ...labels, level: 'warning' }).level).toBe('Info');
  });
});

const PROBLEM = { event_id: '9002', event_value: '1', event_name: 'Power lost', host_name: 'dc-1' };

describe('the severity of a message of Zabbix', () => {
  it.each<[Texts, AlarmLevel, string]>([
    [{ event_severity: '5' }, 'Critical', 'disaster'],
    [{ event_severity: '4' }, 'Major', 'high'],
    [{ event_severity: '0' }, 'Info', 'not classified'],
    [{ trigger_severity: '3' }, 'Minor', 'average'],
    [{ event_nseverity: 'Disaster' }, 'Critical', 'Disaster'],
    [{ event_nseverity: '{EVENT.NSEVERITY}', event_severity: 'High' }, 'Major', 'High'],
    [{ event_nseverity: '9', event_severity: 'High' }, 'Major', 'High'],
    [{ event_nseverity: '2', event_severity: '5' }, 'Minor', 'warning'],
    [
      { event_nseverity: '2', event_update_severity: 'Disaster', event_severity: 'Warning' },
      'Critical',
      'Warning',
    ],
    [{ severity: '灾难' }, 'Critical', '灾难'],
    [{ severity: '一般严重' }, 'Minor', '一般严重'],
    [{ severity: '嚴重' }, 'Major', '嚴重'],
    [{ severity: 'Чрезвычайная' }, 'Critical', 'Чрезвычайная'],
    [{ severity: 'Nicht klassifiziert' }, 'Info', 'Nicht klassifiziert'],
    [{ severity: 'Katastrofa' }, 'Critical', 'Katastrofa'],
  ])('%j is %s', (parameters, level, severity) => {
    const alert = read(zabbix, { ...PROBLEM, ...parameters });
    expect(alert).toMatchObject({ level, levelKnown: true, severity, labels: { severity } });
  });

  it('stays loud when it is unknown', () => {
    const alert = read(zabbix, { ...PROBLEM, event_severity: '7' });
    expect(alert).toMatchObject({ level: 'Major', levelKnown: false, severity: '7' });
  });

  it('leaves a number to the configuration where a name is usual, and only there', () => {
    const config = { type: 'zabbix', identity: 'event' } as const;
    const own = createZabbixSource('zbx', config, deps({ 1: 'Critical' }));
    expect(read(own, { ...PROBLEM, event_severity: '1' })).toMatchObject({
      level: 'Critical',
      severity: '1',
    });
    expect(read(own, { ...PROBLEM, event_nseverity: '1' })).toMatchObject({ level: 'Info' });
  });
});

describe('the status of a message of Zabbix', () => {
  const { event_value: _, ...silent } = PROBLEM;

  it.each<[Texts, Alert['status']]>([
    [{ event_status: '1' }, 'firing'],
    [{ event_status: '0' }, 'resolved'],
    [{ status: '1' }, 'firing'],
    [{ trigger_status: 'PROBLEM' }, 'firing'],
    [{ trigger_value: '0' }, 'resolved'],
    [{ event_value: 'PROBLEM' }, 'firing'],
    [{ event_value: 'Resolved' }, 'resolved'],
    [{ event_value: '{EVENT.VALUE}', event_status: 'OK' }, 'resolved'],
    [{ event_value: '0', event_status: 'PROBLEM' }, 'resolved'],
    [{ event_status: '问题' }, 'firing'],
    [{ event_status: '已解决' }, 'resolved'],
    [{ event_status: 'PROBLÈME' }, 'firing'],
    [{ event_status: 'Решено' }, 'resolved'],
    [{ event_status: 'ERLEDIGT'.normalize('NFD') }, 'resolved'],
    [{ event_status: 'RÉSOLU'.normalize('NFD') }, 'resolved'],
  ])('%j is %s', (parameters, status) => {
    expect(read(zabbix, { ...silent, ...parameters }).status).toBe(status);
  });

  it('is not guessed from other texts', () => {
    const unclear = { ...silent, event_status: '2' };
    expect(() => read(zabbix, unclear)).toThrow('does not say whether it is a problem');
  });
});
