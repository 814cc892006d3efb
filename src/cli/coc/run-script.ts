import { executeScript } from '../../coc/calls/execute-script.ts';
import { getScript } from '../../coc/calls/get-script.ts';
import { printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import type { LayoutOptions } from '../terminal/terminal.ts';
import { UsageError } from '../usage-errors.ts';
import { type CocOptions, withCoc } from './coc-session.ts';
import { findTargets, type ScriptTarget } from './find-targets.ts';
import type { GateOptions } from './gate.ts';
import type { CocResourceKind } from './list-coc-resources.ts';
import { makeChange } from './make-change.ts';
import { fillParameters, type ParameterOptions, readGiven } from './script-parameters.ts';
import type { Script } from './script-text.ts';
import { followOnTerminal } from './watch-order.ts';

interface RunOptions extends CocOptions, GateOptions, LayoutOptions, CocResourceKind, ParameterOptions {
  readonly on: readonly string[];
  readonly user: string;
  readonly timeout: string;
  readonly batchSize: string;
  readonly pause?: true;
  readonly successRate: string;
  readonly watch?: true;
}

/**
 * Runs a script on servers, and follows the order with `--watch`. Returns the exit code.
 *
 * @throws {UsageError} when a parameter or a limit of COC is not kept.
 * @throws {Error} when the script is not approved, COC does not know enough of a server, or COC refuses.
 */
export function runScript(uuid: string, options: RunOptions): Promise<number> {
  return withCoc(options, async (session) => {
    const given = await readGiven(options);
    const { answer: script } = await session.ask(getScript, { path: { script_uuid: uuid } });
    if (script.status !== 'APPROVED')
      throw new Error(
        `the script ${script.name} is ${script.status}: COC runs only a script that is APPROVED`,
      );
    const parameters = fillParameters(script, given);
    const targets = await findTargets(session, options.on, options);
    const size = Number(options.batchSize);
    const made = await makeChange(
      session,
      {
        api: executeScript,
        request: {
          path: { script_uuid: uuid },
          body: {
            execute_param: {
              ...{ resourceful: true, timeout: Number(options.timeout), execute_user: options.user },
              success_rate: readRate(options.successRate),
              ...(parameters.length > 0 && { script_params: [...parameters] }),
            },
            execute_batches: executionBatches(targets, size, options.pause ? 'PAUSE' : 'CONTINUE'),
          },
        },
        title: titleOf(script, targets, options),
        targets: targets.map(({ words }, at) => `${words}, batch ${Math.floor(at / size) + 1}`),
        typed: script.name,
        hidden: sensitiveIn(script),
        lookAt: 'coc-alarm-agent coc orders list',
      },
      options,
    );
    if (typeof made === 'number') return made;
    const order = made.answer;
    const isFollowed = options.watch === true;
    if (!(isFollowed && options.json))
      printAnswer(options, made.raw, () => `COC made the order ${order}${isFollowed ? '' : hint(order)}\n`);
    return isFollowed ? followOnTerminal(session, order, options) : EXIT_OK;
  });
}

function hint(order: string): string {
  return `\nto follow it: coc-alarm-agent coc orders watch ${order}`;
}

function titleOf(
  { name, script_uuid, type, properties }: Script,
  targets: readonly ScriptTarget[],
  { user }: RunOptions,
) {
  const servers = targets.length === 1 ? '1 server' : `${targets.length} servers`;
  const risk = properties?.risk_level ?? 'unknown';
  return `run the script ${name} (${script_uuid}, ${type}, risk ${risk}) as ${user} on ${servers}`;
}

function sensitiveIn({ script_params }: Script): ReadonlySet<string> {
  const secret = script_params?.filter(({ sensitive }) => sensitive !== false) ?? [];
  return new Set(secret.map(({ param_name }) => param_name));
}

function readRate(text: string): number {
  const rate = /^\d{1,3}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(rate)) throw new UsageError(`--success-rate is ${text}; give a number from 1 to 100`);
  return rate;
}

/** Servers in batches of one size, in the order in which they were given. */
export function executionBatches(
  targets: readonly ScriptTarget[],
  size: number,
  rotation_strategy: 'CONTINUE' | 'PAUSE',
) {
  const count = Math.ceil(targets.length / size);
  return Array.from({ length: count }, (_, at) => ({
    batch_index: at + 1,
    target_instances: targets.slice(at * size, (at + 1) * size).map(({ words, ...target }) => target),
    rotation_strategy,
  }));
}
