import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody, grafanaBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const OTHER = 'af7651916cd43dd8448eb211c80319c7';
const SPAN = '00f067aa0ba902b7';
const by = (traceId: string) => ({ traceparent: `00-${traceId}-${SPAN}-01` });
const body = (name: string, status?: 'resolved') =>
  JSON.stringify(alertmanagerBody({ name, ...(status && { status }) }));

async function setup() {
  const { url: cocUrl } = await runEmulator();
  const sources =
    '{ alertmanager: { type: alertmanager }, grafana: { type: grafana }, zabbix: { type: zabbix } }';
  const options = { cocUrl, directory: await temporaryDirectory(), sources };
  return { options, agent: await runAgent(options) };
}

interface Step {
  readonly step: string;
  readonly words: string;
  readonly trace?: { readonly traceId: string; readonly spanId: string; readonly flags: string };
}

async function storyOf(agent: RunningAgent, name: string): Promise<readonly Step[]> {
  const { text } = await agent.admin(`/api/v1/alarms/${name}`);
  return (JSON.parse(text) as { steps: Step[] }).steps;
}

const linesOf = (agent: RunningAgent, traceId: string) =>
  agent
    .log()
    .split('\n')
    .filter((line) => line.includes(traceId))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const delivered = (agent: RunningAgent) =>
  until('all is delivered', async () => (await agent.metric('outbox_entries')) === 0);

describe('the trace of a webhook request', () => {
  it('stands in each log line about the request, and in no other', async () => {
    const { agent } = await setup();
    await agent.post('alertmanager', body('Checkout'), by(TRACE));
    await agent.post('alertmanager', 'no JSON', by(OTHER));
    await agent.post('alertmanager', body('Plain'));
    await delivered(agent);
    const fields = { trace_id: TRACE, span_id: SPAN, trace_flags: '01' };
    const lines = linesOf(agent, TRACE);
    expect(lines.map(({ msg }) => msg)).toEqual(['episode.opened', 'entry.queued', 'webhook answered']);
    for (const line of lines) expect(line).toMatchObject(fields);
    const [refused] = linesOf(agent, OTHER);
    expect(refused).toMatchObject({ level: 'warn', msg: 'webhook refused', trace_id: OTHER, status: 400 });
    expect(agent.log().match(/"trace_id"/g)).toHaveLength(4);
  });

  it('stands in the story of its alarm, also after a stop and a start', async () => {
    const { options, agent } = await setup();
    await agent.post('alertmanager', body('Checkout'), by(TRACE));
    await delivered(agent);
    await agent.post('alertmanager', body('Checkout'), by(OTHER));
    await agent.stop();

    const next = await runAgent(options);
    await next.post('alertmanager', body('Checkout', 'resolved'));
    await delivered(next);
    const steps = await storyOf(next, 'Checkout');
    const trace = { traceId: TRACE, spanId: SPAN, flags: '01' };
    expect(steps.map(({ step, trace: own }) => [step, own])).toEqual([
      ['episode.opened', trace],
      ['entry.queued', trace],
      ['entry.delivered', undefined],
      ['alert.repeated', { ...trace, traceId: OTHER }],
      ['episode.closed', undefined],
      ['entry.queued', undefined],
      ['entry.delivered', undefined],
    ]);
    const { out } = await runCommand('alarms', 'show', 'Checkout', '--admin', next.adminUrl);
    expect(out).toMatch(new RegExp(`began to fire .* opened\\. Trace ${TRACE}\\.\\n`));
    expect(out.match(/Trace /g)).toHaveLength(1);
  });

  it('is that of each request, whatever arrives in the same moment and from whatever source', async () => {
    const { agent } = await setup();
    const zabbix = {
      event_source: '0',
      event_id: '7',
      event_value: '1',
      event_name: 'FromZabbix',
      host_name: 'db',
    };
    await Promise.all([
      agent.post('alertmanager', body('First'), by(TRACE)),
      agent.post('grafana', grafanaBody({ name: 'Second' }), by(OTHER)),
      agent.post('zabbix', zabbix, { traceparent: `cc-${TRACE}-${SPAN}-00-later` }),
      agent.post('alertmanager', body('Fourth')),
    ]);
    const told = async (name: string) => (await storyOf(agent, name))[0]?.trace;
    expect(await told('First')).toEqual({ traceId: TRACE, spanId: SPAN, flags: '01' });
    expect(await told('Second')).toEqual({ traceId: OTHER, spanId: SPAN, flags: '01' });
    expect(await told('FromZabbix')).toEqual({ traceId: TRACE, spanId: SPAN, flags: '00' });
    expect(await told('Fourth')).toBeUndefined();
  });

  it.each([
    ['nonsense', 'x'.repeat(5_000)],
    ['zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['two of them', `00-${TRACE}-${SPAN}-01, 00-${OTHER}-${SPAN}-01`],
    ['markup', `00-${TRACE}-${SPAN}-<b>"\\`],
  ])('that is none (%s) changes nothing, and is kept nowhere', async (_, traceparent) => {
    const { agent } = await setup();
    const answer = await agent.post('alertmanager', body('Checkout'), { traceparent });
    expect([answer.status, JSON.parse(answer.text).accepted]).toEqual([200, 1]);
    const steps = await storyOf(agent, 'Checkout');
    expect(steps.some((step) => 'trace' in step || step.words.includes('Trace'))).toBe(false);
    expect(agent.log()).not.toContain('trace_id');
    expect(agent.log()).not.toContain(traceparent.slice(3, 20));
  });
});
