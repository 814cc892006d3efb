import { type AdminAnswer, type AdminClient, type AdminOptions, openAdminClient } from './admin-client.ts';

/** Option that prints the answer of the agent as JSON instead of text. */
export interface OutputOptions {
  readonly json?: true;
}

/**
 * Runs `work` with a client that is closed afterwards. Returns the exit code.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export async function withAdminClient(
  options: AdminOptions,
  work: (client: AdminClient) => Promise<number>,
): Promise<number> {
  const client = await openAdminClient(options);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** Body of a successful answer. @throws when the agent refused the request. */
export function bodyOfAnswer({ status, body }: AdminAnswer): unknown {
  if (status === 200) return body;
  const reason = typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : '';
  const remedy = status === 401 ? '; give the token with --token-file or in COC_ALARM_AGENT_TOKEN' : '';
  throw new Error(`the agent answers ${status}: ${reason}${remedy}`);
}

/** Prints an answer as JSON with `--json`, otherwise as the text that `describe` makes. */
export function printAnswer({ json }: OutputOptions, body: unknown, describe: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(body, null, 2)}\n` : describe());
}
