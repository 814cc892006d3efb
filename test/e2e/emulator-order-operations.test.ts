import { afterEach, describe, expect, it } from 'vitest';
import { stopEmulators } from './emulator-client.ts';
import {
  dataOf,
  exampleOf,
  execute,
  getOrders,
  instancesOf,
  operate,
  refusal,
  startJobs,
  statusOf,
} from './emulator-jobs.ts';

afterEach(stopEmulators);

describe('an operation', () => {
  it('pauses an order between batches, and continues it', async () => {
    const { emulator, clock } = await startJobs();
    const uuid = await execute(emulator, [['i-1'], ['i-2']]);
    clock.advance(1_000);
    expect(await operate(emulator, uuid, { operation_type: 'PAUSE_ORDER' })).toMatchObject({
      status: 200,
      json: { data: uuid },
    });
    clock.advance(60_000);
    expect(await statusOf(emulator, uuid)).toBe('PAUSED');
    expect(await instancesOf(emulator, uuid, 1)).toMatchObject([{ status: 'FINISHED' }]);
    expect(await instancesOf(emulator, uuid, 2)).toMatchObject([{ status: 'READY' }]);
    await operate(emulator, uuid, { operation_type: 'CONTINUE_ORDER' });
    expect(await statusOf(emulator, uuid)).toBe('PROCESSING');
    clock.advance(2_000);
    expect(await statusOf(emulator, uuid)).toBe('FINISHED');
  });

  it('continues an order that its strategy has paused', async () => {
    const { emulator, clock } = await startJobs();
    const uuid = await execute(emulator, [['i-1'], ['i-2']], 'PAUSE');
    clock.advance(60_000);
    expect(await statusOf(emulator, uuid)).toBe('PAUSED');
    await operate(emulator, uuid, { operation_type: 'CONTINUE_ORDER' });
    clock.advance(2_000);
    expect(await statusOf(emulator, uuid)).toBe('FINISHED');
  });

  it('skips a batch, cancels an instance, and cancels the rest', async () => {
    const { emulator, clock } = await startJobs();
    const uuid = await execute(emulator, [['i-1', 'i-2'], ['i-3'], ['i-4']]);
    clock.advance(1_000);
    const [first] = await instancesOf(emulator, uuid, 1);
    const cancelled = { operation_type: 'CANCEL_INSTANCE', instance_id: first?.id };
    expect(await operate(emulator, uuid, cancelled)).toMatchObject({ status: 200 });
    expect(await operate(emulator, uuid, cancelled)).toMatchObject({ status: 400 });
    const skipped = { operation_type: 'SKIP_BATCH', batch_index: 2 };
    expect(await operate(emulator, uuid, skipped)).toMatchObject({ status: 200 });
    clock.advance(2_000);
    expect(await operate(emulator, uuid, { operation_type: 'CANCEL_ORDER' })).toMatchObject({ status: 200 });
    const states = emulator
      .orders()[0]
      ?.batches.map(({ instances }) => instances.map(({ status }) => status));
    expect(states).toEqual([['CANCELED', 'FINISHED'], ['CANCELED'], ['CANCELED']]);
    expect(dataOf(await getOrders(emulator, `/${uuid}`))).toMatchObject({
      status: 'CANCELED',
      gmt_finished: clock.now(),
      execute_costs: 3_000,
    });
  });

  it.each([
    [{}, 'operation_type must not be null', 'COC.00040701'],
    [{ operation_type: 'STOP' }, 'The field[operation_type] value[STOP] invalid', 'COC.00040701'],
    [{ operation_type: 'SKIP_BATCH' }, 'batch_index must not be null', 'COC.00040701'],
    [
      { operation_type: 'SKIP_BATCH', batch_index: 0 },
      'The field[batch_index] value[0] invalid',
      'COC.00040701',
    ],
    [
      { operation_type: 'SKIP_BATCH', batch_index: 21 },
      'The field[batch_index] value[21] invalid',
      'COC.00040701',
    ],
    [{ operation_type: 'CANCEL_INSTANCE' }, 'instance_id must not be null', 'COC.00040701'],
    [
      { operation_type: 'CANCEL_INSTANCE', instance_id: 0 },
      'The field[instance_id] value[0] invalid',
      'COC.00040701',
    ],
    [
      { operation_type: 'CONTINUE_ORDER' },
      'The operation CONTINUE_ORDER is not possible: the order is PROCESSING.',
      'COC.00040601',
    ],
    [
      { operation_type: 'SKIP_BATCH', batch_index: 2 },
      'The operation SKIP_BATCH is not possible: the order is PROCESSING.',
      'COC.00040601',
    ],
    [
      { operation_type: 'CANCEL_INSTANCE', instance_id: 99 },
      'The operation CANCEL_INSTANCE is not possible: the order is PROCESSING.',
      'COC.00040601',
    ],
  ])('is refused with %j', async (body, message, code) => {
    const { emulator, clock } = await startJobs();
    const uuid = await execute(emulator, [['i-1']]);
    clock.advance(1_000);
    expect(await operate(emulator, uuid, body)).toMatchObject(refusal(message, code));
    expect(emulator.orders()).toMatchObject([{ interventions: [] }]);
  });

  it('is refused as the reference has it in its example, because its table does not know it', async () => {
    const { emulator } = await startJobs();
    const uuid = await execute(emulator, [['i-1']]);
    const { request } = await exampleOf('4.3.6');
    expect(await operate(emulator, uuid, request.body)).toMatchObject(
      refusal('The field[operation_type] value[RETRY_INSTANCE] invalid'),
    );
  });
});
