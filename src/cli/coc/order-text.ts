import type { AnswerOf } from '../../coc/calls/define-api.ts';
import type { getOrder } from '../../coc/calls/get-order.ts';
import type { listOrderBatches } from '../../coc/calls/list-order-batches.ts';
import type { OrderProgress } from '../../coc/read-order.ts';
import { lasting } from '../lasting.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { durationWords, timeOrDash } from './coc-times.ts';
import { factLines } from './fact-lines.ts';
import { countsWords, toneOfState } from './order-words.ts';

/** An order, and all that is shown of it. */
export interface ShownOrder {
  readonly order: AnswerOf<typeof getOrder>;
  readonly batches: AnswerOf<typeof listOrderBatches>;
  readonly progress: OrderProgress;
  /** Names of the parameters whose values are secret. */
  readonly hidden: ReadonlySet<string>;
}

const BATCHES: readonly Column[] = [
  { heading: 'BATCH', align: 'right' },
  { heading: 'SERVERS', align: 'right' },
  { heading: 'AFTER IT', least: 12 },
];

/** An order: what runs, how far it is, its parameters and its batches. */
export function describeOrder(shown: ShownOrder, look: Terminal & { readonly timezone: string }): string {
  const { order, batches, progress } = shown;
  const { timezone, color } = look;
  const { script_name, script_uuid, execute_param: param } = order.properties ?? {};
  const title = paint(`Order ${safeText(order.execute_uuid)}`, 'heading', color);
  const status = paint(safeText(order.status), toneOfState(order.status), color);
  const facts = factLines(
    [
      ['Servers', countsWords(progress)],
      ['Script', [script_name, script_uuid && `(${script_uuid})`].filter((word) => word).join(' ')],
      ['Created', `${timeOrDash(timezone, order.gmt_created)}${order.creator ? ` by ${order.creator}` : ''}`],
      ['Finished', order.gmt_finished ? timeOrDash(timezone, order.gmt_finished) : undefined],
      ['Lasted', order.gmt_finished ? durationWords(order) : undefined],
      ['Runs as', param?.execute_user],
      ['Time limit', param?.timeout ? lasting(param.timeout * 1_000) : undefined],
      ['Success', param?.success_rate ? `when ${param.success_rate}% of the servers finish` : undefined],
      ['Parameters', parametersOf(shown)],
    ],
    look,
  );
  const current =
    progress.batch === undefined ? [] : [`Batch ${progress.batch} of ${batches.length} is current.`];
  const rows = batches.map(({ batch_index, total_instances, rotation_strategy }) => [
    String(batch_index),
    String(total_instances ?? '-'),
    rotation_strategy === 'PAUSE' ? 'pauses' : rotation_strategy === 'CONTINUE' ? 'goes on' : '-',
  ]);
  const table = batches.length === 0 ? [] : ['', ...current, fittedTable(BATCHES, rows, look)];
  return `${[`${title}: ${status}`, ...facts, ...table].join('\n')}\nTimes in ${timezone}.\n`;
}

function parametersOf({ order, hidden }: ShownOrder): string {
  const given = order.properties?.execute_param?.script_params ?? [];
  return given
    .map(({ param_name, param_value, sensitive }) => {
      const isHidden = sensitive === true || hidden.has(param_name);
      return `${param_name}=${isHidden ? '<hidden>' : (param_value ?? '')}`;
    })
    .join(', ');
}
