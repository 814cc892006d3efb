import type { PayloadError } from '../errors.ts';
import { ForeignBodyError } from '../sources/foreign-body.ts';
import type { Source } from '../sources/source-port.ts';

/** Paths that fit into an answer of 200 bytes. */
const MOST_PATHS = 2;

/**
 * Makes the reason in the answer to a body that cannot be read. Of a body that another source can read it names the paths, as far as
 * they fit into the answer.
 */
export function unreadableReason(error: PayloadError, sources: Iterable<Source>): string {
  if (!(error instanceof ForeignBodyError)) return error.message;
  const fitting = [...sources].filter(({ type }) => error.readBy.includes(type));
  if (fitting.length === 0) return `${error.message}; none is configured`;
  const paths = fitting.slice(0, MOST_PATHS).map(({ name }) => `/webhooks/${encodeURIComponent(name)}`);
  return `${error.message}: ${paths.join(', ')}${fitting.length > MOST_PATHS ? ', …' : ''}`;
}
