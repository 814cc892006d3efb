import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentRequest } from '../../../src/alerts/alarm.ts';
import { labelsFrom } from '../../../src/alerts/alert.ts';
import { checkRequest } from '../../../src/coc/calls/call-api.ts';
import { createIncident } from '../../../src/coc/calls/create-incident.ts';
import { handleIncident } from '../../../src/coc/calls/handle-incident.ts';
import { reportEvent } from '../../../src/coc/calls/report-event.ts';
import type { CocCall } from '../../../src/coc/client.ts';
import { encodeAlarm } from '../../../src/coc/encode-alarm.ts';
import { encodeIncident } from '../../../src/coc/encode-incident.ts';
import { encodeStep } from '../../../src/coc/encode-step.ts';
import { openWarRoom } from '../../../src/coc/open-war-room.ts';
import type { HandleIncident, OpenWarRoom } from '../../../src/outbox/events/entry.ts';
import { incident, KEY, REQUEST, report } from './entries.ts';

const pieces = [
  'disk',
  ' ',
  '磁盘',
  '😀',
  '\u202e',
  '\u2028',
  '\u0000',
  '\ud800',
  '\u200b',
  '\n',
  '\t',
  '{{',
];
const piece = fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((parts) => parts.join(''));
const text = fc.tuple(piece, fc.constantFrom(1, 1, 100, 3_000)).map(([one, times]) => one.repeat(times));
const url = fc.oneof(
  text,
  text.map((rest) => `https://a.example/${rest}`),
);
const time = fc.oneof(fc.double(), fc.constantFrom(0, -1, 1.5, 1e300, 1_709_118_444_540));
const texts = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, text]))) as fc.Arbitrary<Record<string, string>>;

const { kind: _, request: __, ...about } = incident();
const STEP = { ...about, policy: 'p', incidentNum: 'IM1', operator: 'u' };
/** Ids of users have something to see: the configuration takes no others. */
const id = text.map((any) => `u${any}`);

describe('whatever its texts are, COC is not asked for what its limits forbid:', () => {
  it('an alarm', () => {
    const names = ['alarmId', 'alarmName', 'nameSpace', 'regionId', 'applicationId', 'resourceName'];
    const alarm = texts([...names, 'resourceId', 'alarmDesc', 'alarmSource']);
    fc.assert(
      fc.property(
        alarm,
        texts(['name', 'description', 'source']),
        fc.array(url),
        time,
        (any, of, urls, at) => {
          const labels = labelsFrom(Object.entries(any));
          const entry = report({ alarm: { ...any, urls, time: at } as object, alert: { ...of, labels } });
          const checked = checkRequest(reportEvent, {
            ...{ path: { integration_key: 'k' }, body: encodeAlarm(entry) },
          });
          expect(checked).not.toHaveProperty('problems');
        },
      ),
    );
  });

  it('an incident', () => {
    const free = texts(['title', 'description', 'applicationId', 'regionId']);
    fc.assert(
      fc.property(free, fc.array(text), id, id, (any, tail, user, role) => {
        for (const assignee of [{ user }, { scene: user, role }]) {
          const request: IncidentRequest = { ...REQUEST, ...any, tail, assignee, creator: role };
          const body = encodeIncident(request, KEY, 'string');
          expect(checkRequest(createIncident, { body })).not.toHaveProperty('problems');
        }
      }),
    );
  });

  it('a step with an incident', () => {
    fc.assert(
      fc.property(text, text, text, id, (cause, solution, comment, operator) => {
        const times = { startedAt: 5, endedAt: 9, serviceInterrupted: true };
        const type = 'inc_type_p_monitoring_issues';
        const more = { operator, comment, solution: { type, cause, solution, ...times } };
        for (const step of ['accept', 'solve', 'confirm', 'return'] as const) {
          const entry: HandleIncident = { kind: 'handle-incident', ...STEP, ...more, step };
          const body = encodeStep(entry, 'boolean');
          expect(checkRequest(handleIncident, { body })).not.toHaveProperty('problems');
        }
      }),
    );
  });

  it('a war room', async () => {
    const free = texts(['name', 'description', 'applicationId', 'regionId']);
    await fc.assert(
      fc.asyncProperty(free, id, async (any, user) => {
        const { name = '', description = '', applicationId = '', regionId = '' } = any;
        const schedule = { scene: user, role: user };
        const room = {
          name,
          description,
          applicationId,
          regionId,
          admin: user,
          participants: [user, user],
          scheduleGroups: [schedule],
        };
        expect((await opened({ ...room, enterpriseProjectId: '0' })).outcome).toEqual({
          ...{ kind: 'delivered', result: 'war-room-opened', warRoomNum: 'WR1' },
        });
      }),
    );
  });
});

/** Opens a war room in a COC that has none yet. */
async function opened(room: OpenWarRoom['room']) {
  const asked: string[] = [];
  const call = async ({ operation }: CocCall) => {
    asked.push(operation);
    const data = operation === 'list-war-rooms' ? { list: [], total: 0 } : 'WR1';
    return { outcome: { kind: 'delivered' } as const, json: { data } };
  };
  const entry: OpenWarRoom = { kind: 'open-war-room', ...STEP, room };
  return { outcome: await openWarRoom({ uncertain: false }, entry, call), asked };
}

describe('what COC would refuse all the same', () => {
  it('is refused for good, without a call', async () => {
    const room = { name: 'n', description: '', applicationId: 'a', admin: 'u', participants: [] };
    const { outcome, asked } = await opened({
      ...room,
      scheduleGroups: [],
      enterpriseProjectId: 'x'.repeat(65),
    });
    expect(outcome).toEqual({
      ...{ kind: 'rejected', reason: 'bad-request' },
      detail:
        'not sent, because COC would refuse it: enterprise_project_id has 65 characters; COC takes 64 at most',
    });
    expect(asked).toEqual(['list-war-rooms']);
  });
});
