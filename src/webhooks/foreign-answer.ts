import type { PayloadError } from '../errors.ts';
import { ForeignBodyError } from '../sources/foreign-body.ts';
import type { Source } from '../sources/source-port.ts';
import { errorFits } from './webhook-answer.ts';

/** Most paths of one answer. */
const MOST_PATHS = 2;

/**
 * Makes the reason in the answer to a body that cannot be read. Of a body that another source can read it names the paths, as far as
 * they fit into the answer as a whole: half a path leads nowhere. Where none fits, it says how many there are.
 */
export function unreadableReason(error: PayloadError, sources: Iterable<Source>): string {
  if (!(error instanceof ForeignBodyError)) return error.message;
  const fitting = [...sources].filter(({ type }) => error.readBy.includes(type));
  if (fitting.length === 0) return `${error.message}; none is configured`;
  const paths = fitting.map(({ name }) => `/webhooks/${encodeURIComponent(name)}`);
  const shortest = paths.reduce((one, other) => (other.length < one.length ? other : one));
  const candidates = [
    `${error.message}: ${listed(paths, MOST_PATHS)}`,
    `${error.message}: ${listed([shortest, ...paths.slice(1)], 1)}`,
    `${error.words}; send it to ${shortest}`,
  ];
  const number = fitting.length === 1 ? 'one is configured' : `${fitting.length} are configured`;
  return candidates.find(errorFits) ?? `${error.message}; ${number}`;
}

function listed(paths: readonly string[], most: number): string {
  return `${paths.slice(0, most).join(', ')}${paths.length > most ? ', …' : ''}`;
}
