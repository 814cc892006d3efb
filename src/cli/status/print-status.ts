import type { AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { type LayoutOptions, terminalFor } from '../terminal/terminal.ts';
import { describeStatus, isFine, statusSchema } from './status-text.ts';

/**
 * Prints the status of a running agent as one screen. Returns 0 when it is ready and every destination works, and 1 otherwise.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function printStatus(options: AdminOptions & OutputOptions & LayoutOptions): Promise<number> {
  return withAdminClient(options, async (client) => {
    const body = bodyOfAnswer(await client.ask('GET', '/api/v1/status'));
    const status = statusSchema.parse(body);
    printAnswer(options, body, () => describeStatus(status, terminalFor(options)));
    return isFine(status) ? EXIT_OK : EXIT_FAILED;
  });
}
