import { describe, expect, it } from 'vitest';
import { createIncident } from '../../../src/coc/calls/create-incident.ts';
import { createWarRoom } from '../../../src/coc/calls/create-war-room.ts';
import { namesCreated, usableNumber } from '../../../src/coc/created-number.ts';

/** Reads an answer as the calls of the agent do. */
function createdNumber(operation: string, json: unknown): string | undefined {
  if (operation === 'create-incident') return createIncident.answer.safeParse(json).data?.incident_num;
  return operation === 'create-war-room' ? createWarRoom.answer.safeParse(json).data : undefined;
}

/** Texts that no later call can have in its path. */
const UNUSABLE = [
  'IM 1',
  'IM/1',
  '../IM1',
  '.',
  '..',
  'IM\u00001',
  'IM1?x',
  '事件1',
  'IM1…',
  'x'.repeat(256),
];

describe('the number of what a call has made', () => {
  it.each([
    ['create-incident', { data: { incident_num: 'IM1' } }, 'IM1'],
    ['create-incident', { incident_num: ' IM1\n' }, 'IM1'],
    ['create-incident', { data: { incident_num: 'x'.repeat(255) } }, 'x'.repeat(255)],
    ['create-incident', { data: { incident_num: '...' } }, '...'],
    ['create-incident', { data: { incident_num: 'a.Z_0~-' } }, 'a.Z_0~-'],
    ['create-war-room', { data: 'WR1 ' }, 'WR1'],
  ])('is read from the answer to %s: %j', (operation, json, number) => {
    expect(createdNumber(operation, json)).toBe(number);
    expect(namesCreated(operation, json)).toBe(true);
  });

  it.each([
    ['create-incident', undefined],
    ['create-incident', {}],
    ['create-incident', { data: {}, incident_num: 'IM1' }],
    ['create-incident', { data: { incident_num: ' ' } }],
    ['create-incident', { data: { incident_num: null } }],
    ['create-war-room', undefined],
    ['create-war-room', { data: ' ' }],
    ['create-war-room', { data: { incident_num: 'IM1' } }],
    ['handle-incident', { data: { incident_num: 'IM1' } }],
    ['report-alarm', { data: 'IM1', incident_num: 'IM1' }],
  ])('is not in the answer to %s: %j', (operation, json) => {
    expect(createdNumber(operation, json)).toBeUndefined();
    expect(namesCreated(operation, json)).toBe(false);
  });

  it.each(UNUSABLE)('is not %j, although that names an incident', (number) => {
    const json = { data: { incident_num: number } };
    expect([createdNumber('create-incident', json), usableNumber(number)]).toEqual([undefined, undefined]);
    expect(namesCreated('create-incident', json)).toBe(true);
  });

  it('is not a JSON number, although that names something too', () => {
    expect(createdNumber('create-incident', { incident_num: 7 })).toBeUndefined();
    expect(namesCreated('create-incident', { incident_num: 7 })).toBe(true);
    expect(namesCreated('create-war-room', { data: 7 })).toBe(true);
  });

  it('is told from the words of a war room that was not opened', () => {
    const names = (data: string) => namesCreated('create-war-room', { data });
    expect(['WR/1', 'x'.repeat(300), ' WR1 '].filter(names)).toHaveLength(3);
    expect(['the incident is closed', 'WR1 is there', '事件已关闭'].filter(names)).toEqual([]);
  });
});
