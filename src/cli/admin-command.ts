import { type AdminAnswer, type AdminClient, type AdminOptions, openAdminClient } from './admin-client.ts';

/** How the answer of a command is printed. */
export interface Output {
  readonly json?: true;
}

/** Runs a command that asks a running agent; answers its exit code. @throws {ConfigError} */
export async function withClient(
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

/** What was answered. @throws when the agent refused. */
export function bodyOf({ status, body }: AdminAnswer): unknown {
  if (status === 200) return body;
  const told = typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : '';
  const how = status === 401 ? '; give the token with --token-file or in COC_ALARM_AGENT_TOKEN' : '';
  throw new Error(`the agent answers ${status}: ${told}${how}`);
}

/** Prints an answer as JSON, or in words. */
export function write({ json }: Output, body: unknown, describe: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(body, null, 2)}\n` : describe());
}
