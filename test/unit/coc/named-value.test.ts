import { describe, expect, it } from 'vitest';
import { getIncident } from '../../../src/coc/calls/get-incident.ts';
import { namedValue } from '../../../src/coc/named-value.ts';

const named = (filed_key: unknown, enum_key: unknown, name_zh: unknown, name_en: unknown) => ({
  ...{ filed_key, enum_key, name_zh, name_en },
});
const read = (fields: object) => getIncident.answer.parse({ data: fields });

describe('the names in an incident', () => {
  const incident = read({
    enum_data_list: [
      null,
      'x',
      named(5, 'u1', 'no', 'no'),
      named('creator', 'u1', '张三', 'Zhang San'),
      named('assignee', 'u1', '李四', ''),
      named('assignee', 'u2', ' ', 'u2'),
      named('level_id', 'level_50', 'P5', 7),
    ],
  });

  it.each([
    ['creator', 'u1', 'Zhang San', '张三'],
    ['assignee', 'u1', '李四', '李四'],
    ['assignee', 'u2', undefined, undefined],
    ['assignee', 'u3', undefined, undefined],
    ['level_id', 'level_50', 'P5', 'P5'],
    ['level_id', null, undefined, undefined],
  ] as const)('of %s %s are %s and %s', (field, value, en, zh) => {
    expect(namedValue(incident, { field, value })).toBe(en);
    expect(namedValue(incident, { field, value }, 'zh')).toBe(zh);
  });

  it('are none where COC gives no list', () => {
    for (const enum_data_list of [undefined, null, {}, 'x'])
      expect(namedValue(read({ enum_data_list }), { field: 'creator', value: 'u1' })).toBeUndefined();
  });
});

describe('an incident', () => {
  it('is read as far as it can be: what has another form is absent', () => {
    const strange = read({
      ...{ status: 'INCIDENT_STATUS_TRIGGERED', incident_title: 5, region: 'r', incident_assignee: [5, 'u'] },
      ...{ is_service_interrupt: 'maybe', handle_time: {}, create_time: '17', warroom_id: ['WR1'], later: 1 },
    });
    expect(strange).toMatchObject({
      ...{ status: 'INCIDENT_STATUS_TRIGGERED', incident_title: undefined, region: undefined, later: 1 },
      ...{ incident_assignee: ['', 'u'], is_service_interrupt: undefined, handle_time: undefined },
      ...{ create_time: 17, warroom_id: undefined },
    });
  });
});
