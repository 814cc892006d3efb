import { UsageError } from '../usage-errors.ts';
import type { CocSession } from './coc-session.ts';

type Configured = Pick<CocSession, 'config'>;

/**
 * COC user in whose name something is done: the given one, or the one that all incident policies of the configuration name.
 *
 * @throws {UsageError} when neither is known.
 */
export function operatorOf({ config: { incidents } }: Configured, given: string | undefined): string {
  const users = incidents.map(({ operator, creator }) => operator ?? creator);
  return given ?? onlyUser('--operator', users);
}

/**
 * COC user who administrates a war room: the given one, or the one that all incident policies of the configuration name.
 *
 * @throws {UsageError} when neither is known.
 */
export function adminOf({ config: { incidents } }: Configured, given: string | undefined): string {
  const users = incidents.map(({ warRoom, operator, creator }) => warRoom?.admin ?? operator ?? creator);
  return given ?? onlyUser('--admin', users);
}

function onlyUser(option: string, users: readonly string[]): string {
  const [only, ...others] = new Set(users);
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(
    only === undefined
      ? `give ${option}: no incident policy of the configuration names a user`
      : `give ${option}: the incident policies name several users: ${[only, ...others].join(', ')}`,
  );
}
