import { z } from 'zod';
import { safeText } from '../terminal/safe-text.ts';
import { UsageError } from '../usage-errors.ts';
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

/**
 * Body of a successful answer.
 *
 * @throws {UsageError} when the agent does not take what was asked.
 * @throws {Error} when it refused the request, or what was asked for fits several things.
 */
export function bodyOfAnswer({ status, body }: AdminAnswer): unknown {
  if (status === 200) return body;
  const { error = '', candidates, count } = refusalSchema.safeParse(body).data ?? {};
  if (status === 400) throw new UsageError(error);
  if (candidates) throw new Error(describeCandidates(error, candidates, count ?? candidates.length));
  const remedy = status === 401 ? `; ${TOKEN_REMEDY}` : '';
  throw new Error(`the agent answers ${status}: ${error}${remedy}`);
}

const TOKEN_REMEDY =
  'give the token with --token-file or in COC_ALARM_AGENT_TOKEN (with --admin, the one in the configuration is not sent)';

/** Answer to a request that was refused. An id that fits several things has candidates. */
const refusalSchema = z.object({
  error: z.string(),
  candidates: z.array(z.object({ id: z.string(), about: z.string() })).optional(),
  count: z.number().optional(),
});

/** Candidates, one a line, below what is wrong. */
export function describeCandidates(
  problem: string,
  candidates: readonly { readonly id: string; readonly about: string }[],
  count: number,
): string {
  const lines = candidates.map(({ id, about }) => `  ${safeText(id)}  ${safeText(about)}`.trimEnd());
  const more = count > candidates.length ? [`  and ${count - candidates.length} more`] : [];
  return [safeText(problem), ...lines, ...more].join('\n');
}

/** Prints an answer as JSON with `--json`, otherwise as the text that `describe` makes. */
export function printAnswer({ json }: OutputOptions, body: unknown, describe: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(body, null, 2)}\n` : describe());
}
