import { describe, expect, it } from 'vitest';
import type { CocCall } from '../../../src/coc/client.ts';
import { hasSucceeded, isOver, readInstances, readProgress } from '../../../src/coc/read-order.ts';

const UUID = 'SCT20230101000000000000001';
const PROGRESS = { total: 10, batch: 1, createdAt: 1, finishedAt: 2 };
const delivered = (value: unknown) => ({ outcome: { kind: 'delivered' as const }, value });

describe('the progress of an order', () => {
  it('is read from the order and its statistics', async () => {
    const paths: string[] = [];
    const read = await readProgress(async ({ path }: CocCall) => {
      paths.push(path);
      if (path.endsWith('/statistics'))
        return delivered({
          data: {
            total_instance: 12,
            execute_statistics: [
              { instance_statuses: 'FINISHED', instance_count: 7, batch_indexes: [1] },
              { instance_status: 'READY', instance_count: '5', batch_indexes: [2] },
            ],
          },
        });
      return delivered({
        data: {
          ...{ execute_uuid: UUID, status: 'PROCESSING', gmt_created: 1_000, gmt_finished: null },
          properties: { current_execute_batch_index: 2, execute_param: { success_rate: 90.5 } },
        },
      });
    }, UUID);
    expect(paths).toEqual([`/v1/job/script/orders/${UUID}`, `/v1/job/script/orders/${UUID}/statistics`]);
    expect(read).toMatchObject({
      kind: 'answered',
      answer: {
        ...{ status: 'PROCESSING', total: 12, batch: 2, successRate: 90.5, createdAt: 1_000 },
        finishedAt: undefined,
        counts: new Map([
          ['FINISHED', 7],
          ['READY', 5],
        ]),
      },
    });
  });

  it.each([
    ['READY', false],
    ['PROCESSING', false],
    ['PAUSED', false],
    ['SOMETHING_NEW', false],
    ['FINISHED', true],
    ['ABNORMAL', true],
    ['ERROR', true],
    ['CANCELED', true],
    ['ROLLBACKED', true],
  ])('at %s: over %s', (status, over) => expect(isOver({ status })).toBe(over));

  it.each([
    ['FINISHED', 10, 100, true],
    ['FINISHED', 9, 100, false],
    ['FINISHED', 9, 90, true],
    ['FINISHED', 8, 90, false],
    ['ABNORMAL', 10, 100, false],
  ])(
    '%s with %i of 10 servers, of which %i%% must finish: success %s',
    (status, count, successRate, success) => {
      const counts = new Map([['FINISHED', count]]);
      expect(hasSucceeded({ ...PROGRESS, status, counts, successRate })).toBe(success);
    },
  );

  it('needs no total', () => {
    const counts = new Map([
      ['FINISHED', 1],
      ['CANCELED', 1],
    ]);
    const order = { ...PROGRESS, total: undefined, status: 'FINISHED', counts };
    expect([100, 50].map((successRate) => hasSucceeded({ ...order, successRate }))).toEqual([false, true]);
  });
});

it('reads all servers of a batch, from marker 0 on', async () => {
  const all = Array.from({ length: 60 }, (_, at) => ({ id: at + 1, status: 'FINISHED' }));
  const queries: CocCall['query'][] = [];
  const call = async ({ query }: CocCall) => {
    queries.push(query);
    const after = Number(query?.marker);
    const rows = all.filter(({ id }) => id > after).slice(0, Number(query?.limit));
    return delivered({ data: { execute_instances: rows } });
  };
  const read = await readInstances(call, { uuid: UUID, batch: 1, status: 'FINISHED' });
  expect(read.kind === 'complete' && read.rows.length).toBe(60);
  expect(queries).toEqual([
    { status: 'FINISHED', limit: '50', marker: '0' },
    { status: 'FINISHED', limit: '50', marker: '50' },
  ]);
});
