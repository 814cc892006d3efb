import { describe, expect, it } from 'vitest';
import { actOnIncident } from '../../../../src/coc/calls/act-on-incident.ts';
import { checkRequest, failedOutcome, fixedCall } from '../../../../src/coc/calls/call-api.ts';
import { createIncident } from '../../../../src/coc/calls/create-incident.ts';
import { createWarRoom } from '../../../../src/coc/calls/create-war-room.ts';
import { getIncident } from '../../../../src/coc/calls/get-incident.ts';
import { handleIncident } from '../../../../src/coc/calls/handle-incident.ts';
import { issueToken } from '../../../../src/coc/calls/issue-token.ts';
import { listIncidentTasks } from '../../../../src/coc/calls/list-incident-tasks.ts';
import { listIncidents } from '../../../../src/coc/calls/list-incidents.ts';
import { listWarRooms } from '../../../../src/coc/calls/list-war-rooms.ts';
import { reportEvent } from '../../../../src/coc/calls/report-event.ts';
import { type Case, inPath, limits, textIn, x } from './limits.ts';

/** Cases of a list of texts: its own limits, and those of its texts. */
const texts = (
  field: string,
  {
    least = 0,
    longest,
    fewest = 0,
    most,
  }: Record<'longest' | 'most', number> & { least?: number; fewest?: number },
): readonly Case[] => {
  const name = field.slice('body.'.length);
  const few: Case = [field, [], `${name} has 0 entries; COC takes ${fewest} at least`];
  const short: Case = [field, [''], `${name}[0] has 0 characters; COC takes ${least} at least`];
  return [
    [field, Array.from({ length: most }, () => x(longest))],
    [
      field,
      Array.from({ length: most + 1 }, () => 'a'),
      `${name} has ${most + 1} entries; COC takes ${most} at most`,
    ],
    [field, [x(longest + 1)], `${name}[0] has ${longest + 1} characters; COC takes ${longest} at most`],
    fewest > 0 ? few : [field, []],
    least > 0 ? short : [field, ['']],
    [field, 'a', `${name} must be a list, but is "a"`],
    [field, [5], `${name}[0] must be a text, but is 5`],
  ];
};

const without = (field: string): Case => [field, undefined, `${field.slice(5)} is missing`];
const flagIn = (field: string): readonly Case[] => [
  [field, undefined, `${field.slice(5)} is missing`],
  ...[true, false, 'true', 'false'].map((value): Case => [field, value]),
  ...['TRUE', 1, ''].map(
    (value): Case => [
      field,
      value,
      `${field.slice(5)} is ${JSON.stringify(value)}, which is neither true nor false`,
    ],
  ),
];
const enumIn = (field: string, good: readonly string[], bad: string): readonly Case[] => [
  ...good.map((value): Case => [field, value]),
  [field, undefined, expect.stringMatching(`${field.slice(5)} is missing; COC knows ${good[0]}, `)],
  ...[bad, '', 5].map(
    (value): Case => [
      field,
      value,
      expect.stringMatching(`${field.slice(5)} is ${JSON.stringify(value)}; COC knows ${good[0]}, `),
    ],
  ),
];
const optional = (...fields: readonly string[]): readonly Case[] =>
  fields.map((field): Case => [field, undefined]);

const EVENT = {
  ...{ alarmId: 'a1', alarmName: 'DiskFull', alarmLevel: 'Critical' as const, time: 1_709_118_444_540 },
  ...{ nameSpace: 'db', applicationId: 'app', alarmDesc: 'The disk is full.', alarmSource: 'Prometheus' },
};
const NEEDED = ['alarmId', 'alarmName', 'nameSpace', 'applicationId', 'alarmDesc', 'alarmSource'];
const FREE = ['regionId', 'resourceName', 'resourceId', 'URL'];
limits(reportEvent, { path: { integration_key: 'k' }, body: EVENT }, [
  ...inPath(255, 'integration_key').map(
    ([field, value, problem]): Case => [
      field,
      value,
      (problem ?? '').replace(/ is ("[^"]*"|5)/, ' is not shown') || undefined,
    ],
  ),
  ...NEEDED.flatMap((name) => [...textIn(`body.${name}`, 1, 255), without(`body.${name}`)]),
  ...FREE.flatMap((name) => textIn(`body.${name}`, 0, 255)),
  ...enumIn('body.alarmLevel', ['Critical', 'Major', 'Minor', 'Info'], 'critical'),
  ...enumIn('body.alarmStatus', ['alarm', 'ok'], 'firing').filter(([, value]) => value !== undefined),
  ['body.alarmStatus', undefined],
  ...optional(...FREE.map((name) => `body.${name}`), 'body.additional'),
  ['body.time', 0],
  ['body.time', 1.5, 'time must be a whole number, but is 1.5'],
  ['body.time', '1709118444540', 'time must be a number, but is "1709118444540"'],
  without('body.time'),
  ['body.additional', { any: { thing: [1] } }],
  ['body.additional', [], 'additional is no object'],
  ['body.additional', 'x', 'additional is "x", which is no object'],
  ['body.severity', 'x', 'the request has a field severity that this API does not have'],
]);

const INCIDENT = {
  ...{ current_cloud_service: ['app'], incident_level: 'level_50', is_service_interrupt: false },
  ...{ incident_type: 'inc_type_p_security_issues', incident_title: 't', incident_description: 'd' },
  ...{ incident_source: 'incident_source_alarm' as const, incident_assignee: ['u'], creator: 'u' },
};
const TOO_LONG = 'assignee_scene has 256 characters; COC takes 255 at most';
const WHO = 'the request needs incident_assignee, or assignee_scene with assignee_role';
const TYPES = [
  'security',
  'function',
  'reliability',
  'config',
  'hardware',
  'networking',
  'shelter',
  'monitoring',
];
const ALL_TYPES = [...TYPES, 'consulting', 'suppliers', 'ohter', 'change'].map(
  (one) => `inc_type_p_${one}_issues`,
);
limits(createIncident, { body: INCIDENT }, [
  ...['region', 'enterprise_project', 'current_cloud_service'].flatMap((name) =>
    texts(`body.${name}`, { longest: 255, most: 1 }),
  ),
  ...optional('body.region', 'body.enterprise_project'),
  without('body.current_cloud_service'),
  ...enumIn('body.incident_level', ['level_10', 'level_20', 'level_30', 'level_40', 'level_50'], 'level_1'),
  ...enumIn('body.incident_type', [...ALL_TYPES, 'inc_type_p_middlewares'], 'inc_type_p_other_issues'),
  ...enumIn(
    'body.incident_source',
    ['incident_source_manual', 'incident_source_forwarding', 'incident_source_alarm'],
    'manual',
  ),
  ...flagIn('body.is_service_interrupt'),
  ...textIn('body.incident_title', 0, 200),
  ...textIn('body.incident_description', 0, 600),
  ...textIn('body.creator', 0, 255),
  ...['incident_title', 'incident_description', 'creator'].map((name) => without(`body.${name}`)),
  ['body', { ...INCIDENT, assignee_scene: x(256), assignee_role: 'r' }, TOO_LONG],
  ['body', { ...INCIDENT, incident_assignee: undefined, assignee_scene: x(255), assignee_role: x(255) }],
  ['body', { ...INCIDENT, assignee_scene: 's', assignee_role: 'r' }],
  ['body', { ...INCIDENT, assignee_scene: '', assignee_role: '' }],
  ['body', { ...INCIDENT, assignee_scene: 's' }, WHO],
  ['body', { ...INCIDENT, assignee_role: 'r' }, WHO],
  ['body', { ...INCIDENT, incident_assignee: [] }, WHO],
  ['body', { ...INCIDENT, incident_assignee: [''] }, WHO],
  ['body.incident_assignee', undefined, WHO],
]);

const STEP = { incident_num: 'IM1', operator: 'u' };
const ACCEPT = { ...STEP, operate_key: 'acceptedIncident1' as const };
const who = [...textIn('body.incident_num', 0, 255), ...textIn('body.operator', 0, 255)];
const need = [without('body.incident_num'), without('body.operator')];
limits(handleIncident, { body: ACCEPT }, [
  ...who,
  ...need,
  ['body.parameter', {}],
  ['body.parameter', { cause: 'c' }, 'parameter has a field cause that this API does not have'],
  [
    'body.operate_key',
    'acceptedIncident111',
    'operate_key is "acceptedIncident111", which is none of acceptedIncident1, commitSolution1 and confirm',
  ],
  ['body.operate_key', undefined, 'operate_key is missing'],
]);
const SOLVE = {
  ...{ ...STEP, operate_key: 'commitSolution1' as const },
  parameter: {
    ...{ mtm_type: 'inc_type_p_config_issues', is_service_interrupt: true, cause: 'c', solution: 's' },
  },
};
limits(handleIncident, { body: SOLVE }, [
  ...who,
  ...need,
  ...enumIn('body.parameter.mtm_type', ALL_TYPES, 'inc_type_p_other_issues'),
  ...flagIn('body.parameter.is_service_interrupt'),
  ...textIn('body.parameter.cause', 0, 10_000),
  ...textIn('body.parameter.solution', 0, 10_000),
  ...['parameter', 'parameter.cause', 'parameter.solution'].map((name) => without(`body.${name}`)),
]);
const CONFIRM = {
  ...{ ...STEP, operate_key: 'confirm' as const },
  parameter: { virtual_confirm_result: true, virtual_confirm_comment: 'c' },
};
limits(handleIncident, { body: CONFIRM }, [
  ...who,
  ...need,
  ...textIn('body.parameter.virtual_confirm_comment', 0, 300),
  ['body.parameter.virtual_confirm_result', false],
  [
    'body.parameter.virtual_confirm_result',
    'true',
    'parameter.virtual_confirm_result must be true or false, but is "true"',
  ],
  ...['parameter', 'parameter.virtual_confirm_result', 'parameter.virtual_confirm_comment'].map((name) =>
    without(`body.${name}`),
  ),
]);
limits(getIncident, { path: { incident_num: 'IM1' } }, inPath(255, 'incident_num'));

const ROOM = {
  ...{ war_room_name: 'n', application_id_list: ['app'], incident_number: 'IM1', schedule_group: [] },
  ...{ war_room_admin: 'u', enterprise_project_id: '0' },
};
limits(createWarRoom, { body: ROOM }, [
  ...['war_room_name', 'incident_number', 'war_room_admin'].flatMap((name) => textIn(`body.${name}`, 1, 255)),
  ...textIn('body.enterprise_project_id', 1, 64),
  ...textIn('body.description', 0, 255),
  ...textIn('body.notification_type', 0, 64),
  ...texts('body.region_code_list', { least: 1, longest: 255, most: 1_000 }),
  ...texts('body.application_id_list', { least: 1, longest: 255, fewest: 1, most: 1_000 }),
  ...texts('body.participant', { longest: 255, most: 1_000 }),
  ...texts('body.application_names', { longest: 1_000, most: 1_000 }),
  ...texts('body.region_names', { longest: 1_000, most: 1_000 }),
  ['body.schedule_group', Array.from({ length: 1_000 }, () => ({ role_id: x(255), scene_id: '' }))],
  [
    'body.schedule_group',
    Array.from({ length: 1_001 }, () => ({ role_id: 'r', scene_id: 's' })),
    'schedule_group has 1001 entries; COC takes 1000 at most',
  ],
  [
    'body.schedule_group',
    [{ role_id: x(256), scene_id: 's' }],
    'schedule_group[0].role_id has 256 characters; COC takes 255 at most',
  ],
  ['body.schedule_group', [{ role_id: 'r' }], 'schedule_group[0].scene_id is missing'],
  ...Object.keys(ROOM).map((name) => without(`body.${name}`)),
  ...optional('body.description', 'body.region_code_list', 'body.participant', 'body.notification_type'),
]);

const TIMES = ['triggered', 'occur', 'recover'].flatMap((name) => [`${name}_start_time`, `${name}_end_time`]);
limits(listWarRooms, { body: {} }, [
  ['body.limit', 0],
  ['body.limit', 1_000],
  ['body.limit', 1_001, 'limit is 1001; COC takes 1000 at most'],
  ['body.limit', -1, 'limit is -1; COC takes 0 at least'],
  ['body.limit', '10', 'limit must be a number, but is "10"'],
  ...['offset', ...TIMES].flatMap((name): readonly Case[] => [
    [`body.${name}`, 0],
    [`body.${name}`, 1_709_118_444_540],
    [`body.${name}`, -1, `${name} is -1; COC takes 0 at least`],
    [`body.${name}`, 1.5, `${name} must be a whole number, but is 1.5`],
  ]),
  ...textIn('body.incident_num', 0, 64),
  ...textIn('body.title', 0, 1_000),
  ...textIn('body.war_room_num', 0, 255),
  ...['region_code_list', 'impacted_application_ids', 'admin'].flatMap((name) =>
    texts(`body.${name}`, { longest: 200, most: 1_000 }),
  ),
  ...texts('body.incident_levels', { longest: 32, most: 1_000 }),
  ...texts('body.notification_level', { longest: 32, most: 1_000 }),
  ...texts('body.status', { longest: 10, most: 100 }),
  ...texts('body.enterprise_project_ids', { longest: 64, most: 500 }),
  ['body.statistic_flag', true],
  ['body.statistic_flag', 'true', 'statistic_flag must be true or false, but is "true"'],
]);

const LIST = { string_filters: [], ticket_types: ['incident'], page: 1, per_page: 50 };
limits(listIncidents, { body: { ...LIST, contain_all: true, contain_total: true } } as never, [
  ['body.page', 0, 'page is 0; COC takes 1 at least'],
  ['body.per_page', 1_001, 'per_page is 1001; COC takes 1000 at most'],
]);
limits(listIncidentTasks, { path: { incident_id: 'IM1' } }, inPath(255, 'incident_id'));
const NOTE = { task_id: 't', action: 'addRemark' as const, params: { note: 'n' } };
limits(actOnIncident, { path: { incident_id: 'IM1' }, body: NOTE }, [
  ...inPath(255, 'incident_id'),
  ...textIn('body.task_id', 1, 100),
  ['body.params.note', x(1_024)],
]);

describe('a token', () => {
  const auth = (password: string, project: object) => ({
    ...{ query: { nocatalog: 'true' as const } },
    body: {
      auth: {
        identity: {
          methods: ['password'] as ['password'],
          password: { user: { name: 'u', password, domain: { name: 'd' } } },
        },
        scope: { project: project as { name: string } },
      },
    },
  });

  it('is for a project by id or by name', () => {
    for (const project of [{ id: 'p' }, { name: 'p' }])
      expect(checkRequest(issueToken, auth('secret', project))).toHaveProperty('call');
  });

  it('shows no password in what is wrong with its request', () => {
    const { problems = [] } = checkRequest(issueToken, auth(5 as never, { name: 'p' })) as {
      problems?: string[];
    };
    expect(problems).toEqual(['auth.identity.password.user.password must be a text, but is not shown']);
  });
});

describe('a request that COC would refuse', () => {
  it('is refused for good, with what is wrong', () => {
    expect(failedOutcome({ kind: 'not-sent', problems: ['a is missing', x(600)] })).toEqual({
      ...{ kind: 'rejected', reason: 'bad-request' },
      detail: expect.stringMatching(/^not sent, because COC would refuse it: a is missing; x{100,}…$/),
    });
  });

  it('is a fault of the program where the request is the same each time', () => {
    expect(() => fixedCall(getIncident, { path: { incident_num: '..' } })).toThrow(
      'get-incident: incident_num',
    );
  });
});
