import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { policyOf } from '../app/outbox-policy.ts';
import { readConfig, withFingerprint } from '../app/read-config.ts';
import { createRouting } from '../app/routing.ts';
import { newFingerprintKey } from '../config/config-fingerprint.ts';
import { type Explanation, explain } from '../dry-run/explain.ts';
import { messageOf } from '../errors.ts';
import { systemClock } from '../time/clock.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';
import { fitted, hanging } from './terminal/hanging.ts';
import { type Terminal, terminalFor } from './terminal/terminal.ts';
import { UsageError } from './usage-errors.ts';

/** Options of the command `explain`. */
interface ExplainOptions {
  readonly config: string;
  readonly source: string;
  readonly json?: true;
}

/**
 * Prints what the agent would do with a webhook body, step by step. Returns 1 when the source cannot read the
 * body.
 *
 * @param payload file with the body; standard input when undefined
 * @throws {ConfigError} when the configuration cannot be used.
 * @throws {UsageError} when it has no such source, or the payload cannot be read.
 */
export async function explainPayload(
  payload: string | undefined,
  { config: file, source: name, json }: ExplainOptions,
): Promise<number> {
  const read = withFingerprint(await readConfig(file, process.env), newFingerprintKey());
  const routing = createRouting({ config: read.config }, { clock: systemClock });
  const source = routing.sources.get(name);
  if (!source) {
    const known = [...routing.sources.keys()].join(', ');
    throw new UsageError(`${file} has no source ${name}; it has: ${known}`);
  }
  const body = payload === undefined ? Buffer.from(await text(process.stdin)) : await readPayload(payload);
  const explanation = explain(body, {
    source,
    router: routing.router,
    policy: policyOf(read),
    serviceInterruptAs: read.config.coc.serviceInterruptAs,
    now: systemClock.now(),
  });
  process.stdout.write(
    json
      ? `${JSON.stringify(explanation, null, 2)}\n`
      : describeExplanation(explanation, terminalFor({ color: 'auto' })),
  );
  return explanation.problem === undefined ? EXIT_OK : EXIT_FAILED;
}

async function readPayload(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new UsageError(`cannot read the payload: ${messageOf(cause)}`, { cause });
  }
}

/** The steps of each alert. Sentences are broken where the terminal is narrow; the body of a call stays as it is sent. */
export function describeExplanation(
  { source, problem, alerts }: Explanation,
  terminal: Pick<Terminal, 'columns'>,
): string {
  if (problem !== undefined)
    return `${fitted(`source ${source} cannot read this body: ${problem}`, terminal)}\n`;
  const lines = [`${alerts.length} alert${alerts.length === 1 ? '' : 's'} for source ${source}`];
  for (const { title, steps } of alerts) {
    lines.push('', fitted(title, terminal));
    for (const { step, words, body } of steps) {
      lines.push(...hanging(`  ${step.padEnd(10)}`, words, terminal));
      if (body !== undefined) lines.push(JSON.stringify(body, null, 2).replaceAll(/^/gm, '            '));
    }
  }
  return `${lines.join('\n')}\n`;
}
