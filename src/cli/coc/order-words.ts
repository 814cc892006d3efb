import { isOver, type OrderInstance, type OrderProgress } from '../../coc/read-order.ts';
import { lasting } from '../lasting.ts';
import type { Tone } from '../terminal/paint.ts';
import { safeCell } from '../terminal/safe-text.ts';

/** Words for the states of a server, in the order in which they are told. */
const STATES: readonly (readonly [state: string, words: string])[] = [
  ['FINISHED', 'finished'],
  ['ABNORMAL', 'failed'],
  ['ERROR', 'failed'],
  ['PROCESSING', 'running'],
  ['READY', 'waiting'],
  ['CANCELED', 'canceled'],
  ['ROLLBACKED', 'rolled back'],
];

/** Look of the state of an order or a server. */
export function toneOfState(state: string): Tone | undefined {
  if (state === 'ABNORMAL' || state === 'ERROR' || state === 'ROLLBACKED') return 'alarm';
  return state === 'PAUSED' || state === 'CANCELED' ? 'warning' : undefined;
}

/** `12 of 40 servers finished, 1 failed, 27 waiting`. */
export function countsWords({ counts, total }: Pick<OrderProgress, 'counts' | 'total'>): string {
  const known = new Map(STATES);
  const others = [...counts.keys()]
    .filter((state) => !known.has(state))
    .map((state) => [state, state] as const);
  const all = total ?? [...counts.values()].reduce((sum, count) => sum + count, 0);
  const parts = [...STATES, ...others].flatMap(([state, words]) => {
    const count = counts.get(state) ?? 0;
    if (state === 'FINISHED') return [`${count} of ${all} ${all === 1 ? 'server' : 'servers'} finished`];
    return count > 0 ? [`${count} ${safeCell(words)}`] : [];
  });
  return parts.join(', ');
}

/** One line about how far an order is. */
export function progressWords(progress: OrderProgress, batches: number | undefined, now: number): string {
  const { status, batch, createdAt, finishedAt } = progress;
  const place = batch === undefined || isOver(progress) ? '' : `batch ${batch}${of(batches)}: `;
  const until = finishedAt ?? now;
  const time = createdAt === undefined ? '' : `, ${lasting(Math.max(0, until - createdAt))}`;
  return `${safeCell(status)}  ${place}${countsWords(progress)}${time}`;
}

function of(batches: number | undefined): string {
  return batches === undefined ? '' : ` of ${batches}`;
}

/** Name or id of a server, its address, and its region. */
export function serverWords({ target_instance: target }: OrderInstance): string {
  const { resource_id, properties } = target ?? {};
  const { host_name, fixed_ip, floating_ip } = properties ?? {};
  const about = [host_name ? resource_id : undefined, fixed_ip, floating_ip].filter((text) => text);
  const name = host_name || resource_id || 'a server without a name';
  return about.length === 0 ? name : `${name} (${about.join(', ')})`;
}
