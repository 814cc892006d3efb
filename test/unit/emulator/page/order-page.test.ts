import { describe, expect, it } from 'vitest';
import { readOperation } from '../../../../src/emulator/page/operation-buttons.ts';
import { renderOrderPage } from '../../../../src/emulator/page/order-page.ts';
import { orderTable } from '../../../../src/emulator/page/order-table.ts';
import { scriptTable } from '../../../../src/emulator/page/script-table.ts';
import { batchesOf, created, orderOf } from '../orders/order-plans.ts';

const buttonsOf = (html: string) =>
  [...html.matchAll(/<button name="operation" value="([^"]*)"/g)].map(([, value]) => value);

describe('the page of an order', () => {
  const order = () => orderOf(batchesOf([[1_000], [500]], 'PAUSE'));

  it.each([
    [0, ['CANCEL_ORDER', 'SKIP_BATCH 1', 'CANCEL_INSTANCE 1', 'SKIP_BATCH 2', 'CANCEL_INSTANCE 2']],
    [
      200,
      [
        'PAUSE_ORDER',
        'CANCEL_ORDER',
        'SKIP_BATCH 1',
        'CANCEL_INSTANCE 1',
        'SKIP_BATCH 2',
        'CANCEL_INSTANCE 2',
      ],
    ],
    [1_100, ['CONTINUE_ORDER', 'CANCEL_ORDER', 'SKIP_BATCH 2', 'CANCEL_INSTANCE 2']],
  ])('has, %i ms after its creation, buttons for what is possible then', (afterMs, values) => {
    expect(buttonsOf(renderOrderPage(order(), created + afterMs))).toEqual(values);
  });

  it('has no button once the order is over, and shows what people did', () => {
    const cancelled = { ...order(), interventions: [{ at: created, type: 'CANCEL_ORDER' as const }] };
    const html = renderOrderPage(cancelled, created + 9_000);
    expect(buttonsOf(html)).toEqual([]);
    expect(html).toContain('<strong>CANCEL_ORDER</strong>');
    expect(html.match(/class="badge canceled"/g)).toHaveLength(3);
  });

  it('shows the end of a long log only', () => {
    const [batch] = batchesOf([[0]]);
    const message = `begin${'x'.repeat(3_000)}end\n`;
    const instances =
      batch?.instances.map((each) => ({ ...each, outcome: { ...each.outcome, message } })) ?? [];
    const html = renderOrderPage(orderOf([{ rotation: 'CONTINUE', instances }]), created + 100);
    expect(html).not.toContain('begin');
    expect(html).toContain('xend\n</td>');
    expect(html.length).toBeLessThan(6_000);
  });
});

describe('the tables of scripts and orders', () => {
  it('are replaced by a sentence when they are empty', () => {
    expect(scriptTable([])).toBe('<p class="empty">There is no script.</p>');
    expect(orderTable([], 0)).toBe('<p class="empty">No script has been executed.</p>');
  });

  it('count the servers of an order by their state', () => {
    expect(orderTable([orderOf(batchesOf([[1_000, 1], [500]]))], created + 200)).toContain(
      '1 ready, 1 processing, 1 finished',
    );
  });
});

describe('the value of a button', () => {
  it.each([
    ['PAUSE_ORDER', { type: 'PAUSE_ORDER' }],
    ['SKIP_BATCH 2', { type: 'SKIP_BATCH', batchIndex: 2 }],
    ['CANCEL_INSTANCE 7', { type: 'CANCEL_INSTANCE', instanceId: 7 }],
    ['SKIP_BATCH', { type: 'SKIP_BATCH', batchIndex: Number.NaN }],
    ['DELETE', undefined],
    ['', undefined],
    [undefined, undefined],
    [['PAUSE_ORDER'], undefined],
  ])('%j is read as %j', (value, operation) => {
    expect(readOperation(value)).toEqual(operation);
  });
});
