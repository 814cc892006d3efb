import { createScript } from '../../../../src/coc/calls/create-script.ts';
import { deleteScript } from '../../../../src/coc/calls/delete-script.ts';
import { executeScript } from '../../../../src/coc/calls/execute-script.ts';
import { getOrder } from '../../../../src/coc/calls/get-order.ts';
import { getOrderBatch } from '../../../../src/coc/calls/get-order-batch.ts';
import { getOrderStatistics } from '../../../../src/coc/calls/get-order-statistics.ts';
import { getPatchReport } from '../../../../src/coc/calls/get-patch-report.ts';
import { getScript } from '../../../../src/coc/calls/get-script.ts';
import { listOrderBatches } from '../../../../src/coc/calls/list-order-batches.ts';
import { listOrders } from '../../../../src/coc/calls/list-orders.ts';
import { listPatchReports } from '../../../../src/coc/calls/list-patch-reports.ts';
import { listResources } from '../../../../src/coc/calls/list-resources.ts';
import { listScripts } from '../../../../src/coc/calls/list-scripts.ts';
import { operateOrder } from '../../../../src/coc/calls/operate-order.ts';
import { NOT_IN_ORDER } from '../../../../src/coc/calls/script-fields.ts';
import { updateScript } from '../../../../src/coc/calls/update-script.ts';
import { type Case, inPath, limits, textIn, x } from './limits.ts';

const parameter = (name: string, order: number, value = 'v') => ({
  ...{ param_name: name, param_value: value, param_description: '', param_order: order, sensitive: false },
});
const given = (name: string, order: number, value = 'v') => ({
  ...{ param_name: name, param_value: value, param_order: order },
});
const target = { resource_id: 'r', agent_sn: 'a', project_id: 'p', region_id: 'cn-north-4' };
const batch = (index: number, instances = 1) => ({
  ...{ batch_index: index, rotation_strategy: 'CONTINUE' as const },
  target_instances: Array.from({ length: instances }, () => target),
});
const reviewer = { reviewer_name: 'ann', reviewer_id: '' };

const SCRIPT = {
  name: 'clear_tmp',
  properties: { risk_level: 'LOW' as const, version: '1' },
  description: 'd',
  type: 'SHELL' as const,
  content: 'df',
};
const EXECUTE = {
  execute_param: { resourceful: true, timeout: 300, success_rate: 100, execute_user: 'root' },
  execute_batches: [batch(1)],
};
const CHANGE = { description: 'd', content: 'df' };
const uuid = { script_uuid: 'SC2023110211155901a787af4' };
const order = { execute_uuid: 'SCT2023083109562601af694bf' };

const marker = (least: number, most: string): readonly Case[] => [
  ['query.marker', String(least)],
  ['query.marker', most],
  [
    'query.marker',
    `${BigInt(most) + 1n}`,
    `marker is "${BigInt(most) + 1n}", which is not from ${least} to ${most}`,
  ],
  ['query.marker', '-1', 'marker is "-1", which is no whole number'],
  ['query.marker', '1.5', 'marker is "1.5", which is no whole number'],
];
const limit = (most: number): readonly Case[] => [
  ['query.limit', 1],
  ['query.limit', most],
  ['query.limit', 0, 'limit is 0; COC takes 1 at least'],
  ['query.limit', most + 1, `limit is ${most + 1}; COC takes ${most} at most`],
  ['query.limit', 1.5, 'limit must be a whole number, but is 1.5'],
  ['query.limit', '5', 'limit must be a number, but is "5"'],
];
limits(listResources, { query: { provider: 'ecs', type: 'cloudservers', limit: 100 } }, [
  ...limit(100),
  ['query.provider', undefined, 'provider is missing'],
  ['query.type', '', 'type has 0 characters; COC takes 1 at least'],
  ['query.resource_id_list', ['a', 'b']],
  ['query.resource_id_list', 'a', 'resource_id_list must be a list, but is "a"'],
  ['query.ip', '10.0.0.1', 'the request has a field ip that this API does not have'],
]);

limits(createScript, { body: SCRIPT }, [
  ['body.name', '磁盘_1'],
  ['body.name', x(64)],
  ['body.name', x(65), 'name has 65 characters; COC takes 64 at most'],
  ['body.name', 'a b', 'name is "a b", which has other characters than Chinese ones, letters, digits and _'],
  ...textIn('body.description', 1, 256),
  ['body.content', x(4_096)],
  ['body.content', x(4_097), 'content has 4097 characters; COC takes 4096 at most'],
  ['body.type', 'PERL', 'type is "PERL"; COC knows SHELL, PYTHON, BAT'],
  ['body.properties.risk_level', 'low', 'properties.risk_level is "low"; COC knows LOW, MEDIUM, HIGH'],
  ...textIn('body.properties.version', 1, 10),
  ['body.properties.reviewers', Array.from({ length: 5 }, () => reviewer)],
  [
    'body.properties.reviewers',
    Array.from({ length: 6 }, () => reviewer),
    'properties.reviewers has 6 entries; COC takes 5 at most',
  ],
  ['body.properties.protocol', 'WECHAT'],
  ['body.script_params', []],
  ['body.script_params', Array.from({ length: 20 }, (_, i) => parameter(`p${i}`, i + 1))],
  ['body.script_params', [parameter('a', 2), parameter('b', 1)]],
  ['body.script_params', [parameter('a', 1), parameter('a', 2)], `script_params ${NOT_IN_ORDER}`],
  ['body.script_params', [parameter('a', 1), parameter('b', 3)], `script_params ${NOT_IN_ORDER}`],
  [
    'body.script_params',
    [parameter('a', 1, '; rm -rf /')],
    'script_params[0].param_value is not shown, which has characters that COC does not take in a parameter',
  ],
  [
    'body.script_params',
    [parameter('a', 1, '../etc')],
    'script_params[0].param_value is not shown, which has two dots in a row',
  ],
  [
    'body.script_params',
    [parameter('a-b', 1)],
    'script_params[0].param_name is "a-b", which has other characters than letters, digits and _',
  ],
]);

limits(listScripts, { query: { limit: 10 } }, [
  ...limit(100),
  ...marker(0, '9223372036854775807'),
  ...textIn('query.name_like', 1, 32),
  ...textIn('query.creator', 1, 64),
  ['query.risk_level', 'HIGH'],
  ['query.type', 'sh', 'type is "sh"; COC knows SHELL, PYTHON, BAT'],
]);
limits(deleteScript, { path: uuid }, inPath(25, 'script_uuid'));
limits(getScript, { path: uuid }, inPath(25, 'script_uuid'));
limits(updateScript, { path: uuid, body: CHANGE }, [
  ...inPath(25, 'script_uuid'),
  ...textIn('body.description', 1, 256),
  ['body.properties', SCRIPT.properties],
  ['body.content', undefined, 'content is missing'],
]);

limits(executeScript, { path: uuid, body: EXECUTE }, [
  ...inPath(25, 'script_uuid'),
  ['body.execute_param.timeout', 6],
  ['body.execute_param.timeout', 1_799],
  ['body.execute_param.timeout', 5, 'execute_param.timeout is 5; COC takes 6 at least'],
  ['body.execute_param.timeout', 1_800, 'execute_param.timeout is 1800; COC takes 1799 at most'],
  ['body.execute_param.success_rate', 99.9],
  [
    'body.execute_param.success_rate',
    99.95,
    'execute_param.success_rate is 99.95, which has more than one decimal',
  ],
  ['body.execute_param.success_rate', 0.5, 'execute_param.success_rate is 0.5; COC takes 1 at least'],
  ['body.execute_param.success_rate', 100.1, 'execute_param.success_rate is 100.1; COC takes 100 at most'],
  ...textIn('body.execute_param.execute_user', 1, 32),
  ['body.execute_param.resourceful', undefined, 'execute_param.resourceful is missing'],
  ['body.execute_param.script_params', [given('a', 1, '/var/log/x 1')]],
  ['body.execute_batches', Array.from({ length: 20 }, (_, i) => batch(i + 1, 10))],
  ['body.execute_batches', [], 'execute_batches has 0 entries; COC takes 1 at least'],
  [
    'body.execute_batches',
    [batch(1, 11)],
    'execute_batches[0].target_instances has 11 entries; COC takes 10 at most',
  ],
  ...textIn('body.execute_batches.0.target_instances.0.resource_id', 1, 64),
  ...textIn('body.execute_batches.0.target_instances.0.agent_sn', 1, 32),
]);

for (const api of [getOrder, listOrderBatches, getOrderStatistics])
  limits(api, { path: order }, inPath(26, 'execute_uuid'));
limits(getOrderBatch, { path: { ...order, batch_index: 1 }, query: { limit: 50, marker: '0' } }, [
  ...inPath(26, 'execute_uuid'),
  ...limit(50),
  ...marker(0, '2147483647'),
  ['query.marker', undefined, 'marker is missing'],
  ['path.batch_index', 20],
  ['path.batch_index', 21, 'batch_index is 21; COC takes 20 at most'],
  ['path.batch_index', 0, 'batch_index is 0; COC takes 1 at least'],
  [
    'query.status',
    'ROLLBACKED',
    'status is "ROLLBACKED"; COC knows READY, PROCESSING, ABNORMAL, CANCELED, FINISHED',
  ],
]);
limits(listOrders, { query: {} }, [
  ...limit(100),
  ...marker(1, '2147483647'),
  ['query.start_time', '1709118444'],
  ['query.start_time', '1709118444540', 'start_time is "1709118444540", which is not from 1 to 2147483647'],
  ...textIn('query.creator', 1, 64),
]);

const NEEDS =
  'needs batch_index to skip a batch, instance_id to cancel a server, and neither for anything else';
limits(operateOrder, { path: order, body: { operation_type: 'PAUSE_ORDER' } }, [
  ...inPath(26, 'execute_uuid'),
  ['body', { operation_type: 'CANCEL_INSTANCE', instance_id: '9223372036854775807' }],
  ['body', { operation_type: 'CANCEL_INSTANCE', instance_id: 1588 }],
  ['body', { operation_type: 'SKIP_BATCH', batch_index: 20 }],
  ['body', { operation_type: 'SKIP_BATCH', batch_index: 21 }, 'batch_index is 21; COC takes 20 at most'],
  ['body', { operation_type: 'SKIP_BATCH' }, `the request ${NEEDS}`],
]);

limits(listPatchReports, { query: {} }, [
  ...limit(100),
  ['query.offset', 1_000_000],
  ['query.offset', 0, 'offset is 0; COC takes 1 at least'],
  [
    'query.operating_system',
    'Windows',
    'operating_system is "Windows"; COC knows HuaweiCloudEulerOS, CentOS, EulerOS',
  ],
]);
limits(getPatchReport, { path: { instance_compliant_id: 'r1' }, query: {} }, [
  ...limit(100),
  ['query.patch_status', 'REJECT'],
  [
    'query.patch_status',
    'REJECTED',
    'patch_status is "REJECTED"; COC knows INSTALLED, INSTALLED_OTHER, MISSING, REJECT, FAILED, PENDING_REBOOT',
  ],
]);
