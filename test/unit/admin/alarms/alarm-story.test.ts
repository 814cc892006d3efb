import { describe, expect, it } from 'vitest';
import { readAlarmStory } from '../../../../src/admin/alarms/alarm-story.ts';
import type { AgentView } from '../../../../src/observability/agent-view.ts';
import type { OutboxRecord } from '../../../../src/outbox/events/event.ts';
import { firing, INCIDENT, intakeOf, resolved } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';

type Opened = Awaited<ReturnType<typeof openOutbox>>;

function storyOf({ outbox, clock }: Opened, alarmId: string, history?: readonly OutboxRecord[]) {
  async function* told() {
    yield* history ?? [];
  }
  const view = {
    outbox: {
      state: outbox.state,
      policy: outbox.policy,
      alarmsOf: outbox.alarmsOf.bind(outbox),
      history: history ? told : outbox.history.bind(outbox),
    },
    ...{ health: () => new Map(), loads: () => new Map(), shortage: () => undefined },
  } as unknown as AgentView;
  return readAlarmStory(view, alarmId, { clock, zone: 'UTC' });
}

describe('the story of an alarm', () => {
  it('is none when nothing is known of it', async () => {
    expect(await storyOf(await openOutbox(), 'am1')).toBeUndefined();
  });

  it('has its facts, its last report and its steps', async () => {
    const opened = await openOutbox();
    await opened.outbox.accept(intakeOf(firing('am1', { incident: INCIDENT })));
    const story = await storyOf(opened, 'am1');
    expect(story).toMatchObject({
      ...{ alarmId: 'am1', earlierRecords: 0, alarm: { name: 'Alert am1', waiting: { reason: 'turn' } } },
      episode: { state: 'firing', untold: [{ status: 'alarm' }] },
      report: { resource: 'db-1', namespace: 'db' },
      steps: [{ step: 'episode.opened' }, { step: 'entry.queued' }],
    });
    expect(story?.episode).not.toHaveProperty('unsent');
    expect(story?.episode).not.toHaveProperty('lastAlarm');
  });

  it('shows a recovery that is held back as resolved', async () => {
    const opened = await openOutbox({ policy: { resolveHoldMs: 60_000 } });
    await opened.outbox.accept(intakeOf(firing('am1')));
    await opened.outbox.accept(intakeOf(resolved('am1')));
    expect(await storyOf(opened, 'am1')).toMatchObject({ episode: { state: 'resolved' } });
  });

  it('has no report where the end came alone', async () => {
    const opened = await openOutbox();
    await opened.outbox.accept(intakeOf(resolved('am1')));
    const story = await storyOf(opened, 'am1');
    expect(story).toMatchObject({ alarm: { state: 'resolved', waiting: null }, report: null });
    expect(story?.episode).not.toHaveProperty('untold');
  });

  it('has the report of its story, and no facts, when the alarm itself is forgotten', async () => {
    const opened = await openOutbox();
    await opened.outbox.accept(intakeOf(firing('am1')));
    const fresh = await openOutbox();
    expect(await storyOf(fresh, 'am1', opened.records)).toMatchObject({
      ...{ alarm: null, episode: null, report: { resource: 'db-1' } },
      steps: [{ step: 'episode.opened' }, { step: 'entry.queued' }],
    });
  });

  it.each([
    [1_000, 0],
    [1_001, 1],
    [2_000, 1_000],
    [2_001, 1_001],
    [4_500, 3_500],
  ])('of %i records is told from the last thousand, and counts the others', async (count, earlier) => {
    const repeated = { type: 'alert.repeated', alarmId: 'am1' };
    const history = Array.from({ length: count }, (_, seq) => ({ v: 1, seq, at: seq, events: [repeated] }));
    const story = await storyOf(await openOutbox(), 'am1', history as unknown as readonly OutboxRecord[]);
    expect(story?.earlierRecords).toBe(earlier);
    expect(story?.steps.map(({ at }) => at)).toEqual(history.slice(-1_000).map(({ at }) => at));
  });
});
