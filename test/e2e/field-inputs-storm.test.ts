import { afterEach, describe, expect, it } from 'vitest';
import { heard, runFieldAgent } from '../support/field-inputs.ts';
import { stopEverything } from '../support/running-agent.ts';

afterEach(stopEverything);

const MEBIBYTE = 2 ** 20;
const BEGAN = '2025-11-03T21:10:00Z';
const taken = (accepted: number) => ({ accepted, repeated: 0, rejected: [] });

/** One of very many hosts in a group of Grafana, as long as such an alert really is. */
function unreachable(i: number) {
  const host = `vm-${i}.ap-2.example.net`;
  const labels = {
    ...{ alertname: 'No heartbeat', cluster: 'live-ap-2', grafana_folder: 'Machines', host },
    ...{ instance: `${host}:9100`, job: 'node', severity: 'critical', team: 'base' },
  };
  return {
    status: 'firing',
    labels,
    annotations: {
      description: `Nothing came from ${host} for five minutes.`,
      runbook_url: 'https://runbooks.example.net/machines/no-heartbeat',
      summary: `${host} is silent`,
    },
    ...{ startsAt: BEGAN, endsAt: '0001-01-01T00:00:00Z', fingerprint: i.toString(16).padStart(16, '0') },
    generatorURL: 'https://gf.example.net/alerting/grafana/ceyr2l3n4o5p6q/view?orgId=1',
    silenceURL: `https://gf.example.net/alerting/silence/new?alertmanager=grafana&${new URLSearchParams(labels)}`,
    values: { A: 0, C: 1 },
    valueString: `[ var='A' labels={instance=${labels.instance}} value=0 ]`,
    orgId: 1,
  };
}

/** The body of a group, with the message about all of it that Grafana writes. */
function groupOf(count: number) {
  const alerts = Array.from({ length: count }, (_, i) => unreachable(i));
  const linesOf = (texts: object) =>
    Object.entries(texts)
      .map(([name, value]) => ` - ${name} = ${value}\n`)
      .join('');
  const told = alerts.map(
    ({ labels, annotations, generatorURL, silenceURL }) =>
      `\nValue: A=0, C=1\nLabels:\n${linesOf(labels)}Annotations:\n${linesOf(annotations)}Source: ${generatorURL}\nSilence: ${silenceURL}\n`,
  );
  return {
    ...{ receiver: 'coc', status: 'firing', version: '1', orgId: 1, state: 'alerting', truncatedAlerts: 0 },
    ...{ title: `[FIRING:${count}] No heartbeat Machines`, externalURL: 'https://gf.example.net/' },
    alerts,
    message: `**Firing**\n${told.join('')}`,
  };
}

const firing = (alertname: string, annotations: object = {}) => ({
  status: 'firing',
  labels: { alertname, severity: 'warning' },
  annotations,
  startsAt: BEGAN,
});
const manyAlerts = (count: number) => ({
  version: '4',
  alerts: Array.from({ length: count }, (_, i) => firing(`Many ${i}`)),
});

describe('a body that is large', () => {
  it('because of the message about 1,500 hosts is taken whole, and COC hears of each host', async () => {
    const { emulator, send } = await runFieldAgent();
    const body = groupOf(1_500);
    expect(body.message.length).toBeGreaterThan(MEBIBYTE);
    expect(await send('grafana', [JSON.stringify(body)])).toEqual([taken(1_500)]);
    const alarms = heard(emulator);
    expect(new Set(alarms.map(({ resource }) => resource)).size).toBe(1_500);
    expect(alarms).toHaveLength(1_500);
    expect(alarms[0]).toEqual({
      ...{ name: 'No heartbeat', level: 'Critical', status: 'alarm', namespace: 'Machines' },
      ...{ resource: 'vm-0.ap-2.example.net:9100', time: '2025-11-03T21:10:00.000Z' },
      text: 'Nothing came from vm-0.ap-2.example.net for five minutes. (A=0, C=1)',
    });
  });

  it('because of one text is taken whole, and the text cut with a mark', async () => {
    const { emulator, send } = await runFieldAgent();
    const monster = `begin ${'z'.repeat(1_100_000)}`;
    const alerts = [firing('Before'), firing('Monster', { summary: monster }), firing('Behind')];
    expect(await send('alertmanager', [JSON.stringify({ version: '4', alerts })])).toEqual([taken(3)]);
    expect(heard(emulator).map(({ name, text }) => [name, text.slice(0, 9)])).toEqual([
      ['Before', 'Before'],
      ['Behind', 'Behind'],
      ['Monster', 'begin zzz'],
    ]);
    const monsters = emulator.alarms().find(({ body }) => body?.alarmName === 'Monster');
    expect(monsters?.body?.additional).toMatchObject({
      details: { incomplete: expect.stringContaining('1 too large') },
    });
  });

  it('because of its number of alerts is taken whole', async () => {
    const { agent } = await runFieldAgent();
    const { status, text } = await agent.post('alertmanager', manyAlerts(20_050));
    expect([status, JSON.parse(text)]).toEqual([200, taken(20_050)]);
    const list = await agent.admin('/api/v1/alarms?limit=1&text=Many');
    expect(JSON.parse(list.text)).toMatchObject({ total: 20_050 });
  });

  it('loses only what cannot be taken, which has its own reason', async () => {
    const { emulator, agent, send } = await runFieldAgent();
    const labels = Object.fromEntries(Array.from({ length: 12_000 }, (_, i) => [`l${i}`, 'x']));
    const alerts = [firing('First'), { ...firing('x'), labels }, 'no alert', firing('Last')];
    expect(await send('alertmanager', [JSON.stringify({ version: '4', alerts })])).toEqual([
      {
        ...{ accepted: 2, repeated: 0 },
        rejected: [
          { index: 1, reason: expect.stringContaining('has too many labels: 10,000 is the limit') },
          { index: 2, reason: 'is not an object' },
        ],
      },
    ]);
    expect(heard(emulator).map(({ name }) => name)).toEqual(['First', 'Last']);
    const letters = await agent.admin('/api/v1/dead-letters');
    expect(JSON.parse(letters.text)).toMatchObject({ letters: 2 });
  });
});
