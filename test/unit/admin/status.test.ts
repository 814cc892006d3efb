import { describe, expect, it } from 'vitest';
import { readStatus } from '../../../src/admin/status.ts';
import type { AgentView } from '../../../src/observability/agent-view.ts';
import { createMetrics } from '../../../src/observability/metrics.ts';
import type { Source } from '../../../src/sources/source-port.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

const NOW = Date.UTC(2026, 10, 24, 1);
const SOURCES = ['prod', 'heard', 'quiet'].map(
  (name) => ({ name, type: 'alertmanager', open: false }) as Source,
);

/** The status of an agent that has run for 90.9 seconds; the argument changes what it sees. */
async function statusWith(changes: Partial<AgentView> = {}, metrics = createMetrics({ version: '1' })) {
  const { outbox, journal, letters, clock } = await openOutbox({ now: NOW });
  // As little as a clock is corrected by itself.
  for (const [series, ms] of [
    ['a', 0],
    ['b', 900],
    ['c', 0],
  ] as const) {
    clock.set(ms);
    await outbox.accept(intakeOf(firing(series)));
    clock.set(-ms);
  }
  clock.advance(100_900);
  const view = {
    ...{ outbox, journal, deadLetters: letters, gaps: () => [], startedEmpty: false },
    ...{ health: () => new Map(), loads: () => new Map(), awaitedDecision: () => undefined },
    ...{ diskSpace: () => ({}), maxEntries: () => 1_000, notReady: () => [], readyMs: () => 59_999 },
    ...{ lastHeard: () => new Map([['heard', 7]]), isGone: () => false },
    ...changes,
  } as unknown as AgentView;
  const about = {
    ...{ version: '1.2.3', startedAt: 10_000, configHash: () => 'abc', timezone: 'UTC' },
    sources: () => new Map(SOURCES.map((source) => [source.name, source])),
  };
  return readStatus({ view, about, clock, metrics });
}

describe('the status', () => {
  it('has whole seconds since the start, and since the agent is ready', async () => {
    expect(await statusWith()).toMatchObject({ uptimeSeconds: 90, readySeconds: 59, now: NOW + 100_900 });
    expect(await statusWith({ readyMs: () => undefined })).toMatchObject({ readySeconds: null });
  });

  it('says why the agent is not ready', async () => {
    expect(await statusWith({ notReady: () => ['full'] })).toMatchObject({
      ready: false,
      notReady: ['full'],
    });
    expect(await statusWith()).toMatchObject({ ready: true, notReady: [] });
  });

  it('has when each source was last heard: since the start, else by the latest of its alarms', async () => {
    const { sources } = await statusWith();
    expect(sources).toEqual([
      { name: 'prod', type: 'alertmanager', open: false, lastHeardAt: NOW + 900 },
      { name: 'heard', type: 'alertmanager', open: false, lastHeardAt: 7 },
      { name: 'quiet', type: 'alertmanager', open: false, lastHeardAt: null },
    ]);
  });

  it('adds up what was lost, whatever its kind', async () => {
    const metrics = createMetrics({ version: '1' });
    metrics.deadLettersLost.inc({ kind: 'unreadable-alert' }, 3);
    metrics.deadLettersLost.inc({ kind: 'refused' }, 2);
    const gap = { kind: 'ledger', file: 'l', foundAt: 1, isNew: true } as const;
    expect(await statusWith({ gaps: () => [gap] }, metrics)).toMatchObject({
      ...{ lost: { entries: 0, deadLetters: 5, files: 1 }, missingFiles: [gap] },
    });
  });

  it('has what waits, and since when', async () => {
    expect(await statusWith()).toMatchObject({
      outbox: { pending: 3, lanes: 3, capacity: 1_000, oldestPendingAt: NOW },
      alarms: { firing: 3, resolved: 0 },
    });
  });
});
