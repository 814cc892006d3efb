import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callApi } from '../../../../src/coc/calls/call-api.ts';
import { createIncident } from '../../../../src/coc/calls/create-incident.ts';
import { createScript } from '../../../../src/coc/calls/create-script.ts';
import type { Api, RequestOf } from '../../../../src/coc/calls/define-api.ts';
import { deleteScript } from '../../../../src/coc/calls/delete-script.ts';
import { executeScript } from '../../../../src/coc/calls/execute-script.ts';
import { getIncident } from '../../../../src/coc/calls/get-incident.ts';
import { getOrder } from '../../../../src/coc/calls/get-order.ts';
import { getOrderBatch } from '../../../../src/coc/calls/get-order-batch.ts';
import { getOrderStatistics } from '../../../../src/coc/calls/get-order-statistics.ts';
import { getPatchReport } from '../../../../src/coc/calls/get-patch-report.ts';
import { handleIncident } from '../../../../src/coc/calls/handle-incident.ts';
import { issueToken } from '../../../../src/coc/calls/issue-token.ts';
import { listOrderBatches } from '../../../../src/coc/calls/list-order-batches.ts';
import { listOrders } from '../../../../src/coc/calls/list-orders.ts';
import { listPatchReports } from '../../../../src/coc/calls/list-patch-reports.ts';
import { listProjects } from '../../../../src/coc/calls/list-projects.ts';
import { listResources } from '../../../../src/coc/calls/list-resources.ts';
import { listScripts } from '../../../../src/coc/calls/list-scripts.ts';
import { listWarRooms } from '../../../../src/coc/calls/list-war-rooms.ts';
import { operateOrder } from '../../../../src/coc/calls/operate-order.ts';
import { reportEvent } from '../../../../src/coc/calls/report-event.ts';
import { updateScript } from '../../../../src/coc/calls/update-script.ts';
import type { CocCall } from '../../../../src/coc/client.ts';
import { isObject } from '../../../../src/coc/coc-answer.ts';

const EXAMPLES = 'test/fixtures/coc-api';
const APIS: readonly Api[] = [
  ...[createScript, updateScript, executeScript, getOrder, getOrderStatistics, getOrderBatch, listOrders],
  ...[operateOrder, listPatchReports, getPatchReport, createIncident, handleIncident, getIncident],
  ...[listWarRooms, reportEvent, issueToken, listProjects],
] as readonly Api[];

const EXECUTION = {
  execute_param: { resourceful: true, timeout: 300, success_rate: 100, execute_user: 'root' },
  execute_batches: [
    {
      ...{ batch_index: 1, rotation_strategy: 'PAUSE' as const },
      target_instances: [{ resource_id: 'r', agent_sn: 'a', project_id: 'p', region_id: 'x' }],
    },
  ],
};

interface Example {
  readonly request?: object;
  readonly answer?: unknown;
  readonly problems?: readonly string[];
}

const examples = readdirSync(EXAMPLES)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    section: name.replace('.json', ''),
    example: JSON.parse(readFileSync(`${EXAMPLES}/${name}`, 'utf8')) as Example,
  }));

function apiOf(section: string): Api {
  const api = APIS.find((one) => one.section.split(', ').includes(section));
  if (!api) throw new Error(`no API has the section ${section}`);
  return api;
}

/** Calls an API whose answer is this one. */
async function called<A extends Api>(api: A, request: RequestOf<A>, value: unknown) {
  const calls: CocCall[] = [];
  const result = await callApi(
    async (call) => {
      calls.push(call);
      const json = isObject(value) && { json: value };
      return { outcome: { kind: 'delivered' }, status: 200, value, ...json };
    },
    api,
    request,
  );
  return { result, calls };
}

describe('the examples of the reference', () => {
  it.each(examples.filter(({ example }) => example.request))(
    '$section: its request',
    async ({ section, example }) => {
      const { result, calls } = await called(
        apiOf(section),
        example.request as never,
        example.answer ?? null,
      );
      const { problems } = example;
      if (problems) expect(result).toEqual({ kind: 'not-sent', problems });
      else {
        expect(calls[0]?.method).toBe(apiOf(section).method);
        expect(calls[0]?.body).toEqual(Reflect.get(example.request ?? {}, 'body'));
      }
      expect(calls).toHaveLength(problems ? 0 : 1);
    },
  );

  it.each(examples.filter(({ example }) => example.answer !== undefined))(
    '$section: its answer',
    ({ section, example }) => {
      const { answer } = apiOf(section);
      const wrapped = example.answer as { data?: unknown };
      const content = answer.parse(wrapped);
      expect(content).toMatchObject(withIds(wrapped.data ?? wrapped) as object);
      // Bare, as the tables have it.
      expect(answer.parse(wrapped.data ?? wrapped)).toEqual(content);
    },
  );
});

/** Ids are texts once they are read. */
function withIds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name, inner) =>
    (name === 'id' || name === 'order_id') && typeof inner === 'number' ? String(inner) : inner,
  );
}

describe('a call of an API', () => {
  it('has its path and query filled in', async () => {
    const { calls } = await called(
      getOrderBatch,
      { path: { execute_uuid: 'SCT1', batch_index: 2 }, query: { limit: 5, marker: '0' } },
      { execute_instances: [] },
    );
    expect(calls).toEqual([
      {
        ...{ operation: 'get-order-batch', method: 'GET', path: '/v1/job/script/orders/SCT1/batches/2' },
        ...{ query: { limit: '5', marker: '0' }, answersBare: true },
      },
    ]);
    const resources = await called(
      listResources,
      { query: { provider: 'ecs', type: 'cloudservers', limit: 100, resource_id_list: ['a', 'b'] } },
      [],
    );
    expect(resources.calls[0]?.query).toEqual({
      ...{ provider: 'ecs', type: 'cloudservers', limit: '100', resource_id_list: ['a', 'b'] },
    });
    expect(resources.result).toEqual({ kind: 'answered', answer: [], raw: [] });
  });

  it('reads what is bare, or wrapped, or has a list of its own', async () => {
    const row = { id: 5, script_uuid: 'SC1', name: 'a' };
    for (const answer of [{ total: 1, data: [row] }, { data: { total: 1, data: [row] } }])
      expect((await called(listScripts, { query: { limit: 1 } }, answer)).result).toMatchObject({
        ...{ kind: 'answered', answer: { total: 1, data: [{ ...row, id: '5' }] } },
      });
    const path = { execute_uuid: 'SCT1' };
    const batches = [{ batch_index: '1', total_instances: 2 }];
    expect((await called(listOrderBatches, { path }, batches)).result).toMatchObject({
      answer: [{ batch_index: 1, total_instances: 2 }],
    });
    expect((await called(deleteScript, { path: { script_uuid: 'SC1' } }, 'SC1')).result).toMatchObject({
      answer: 'SC1',
    });
  });

  it('fails where the answer lacks what the API promises, and keeps an outcome that is none', async () => {
    const { result } = await called(
      getOrder,
      { path: { execute_uuid: 'SCT1' } },
      { data: { status: 'READY' } },
    );
    expect(result).toMatchObject({
      kind: 'failed',
      outcome: {
        kind: 'retry',
        reason: 'bad-response',
        detail: expect.stringContaining('no usable execute_uuid'),
      },
    });
    const executed = { path: { script_uuid: 'SC1' }, body: EXECUTION };
    expect((await called(executeScript, executed, {})).result).toMatchObject({
      ...{ kind: 'failed', outcome: { kind: 'unknown', reason: 'bad-response' } },
    });
    const outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no' } as const;
    const refused = await callApi(async () => ({ outcome }), getOrder, { path: { execute_uuid: 'SCT1' } });
    expect(refused).toEqual({ kind: 'failed', outcome });
  });
});
