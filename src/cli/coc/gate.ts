import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { CocCall } from '../../coc/client.ts';
import { EXIT_OK, EXIT_USAGE } from '../exit-codes.ts';
import { safeText } from '../terminal/safe-text.ts';
import { hideSensitive } from './hide-sensitive.ts';

/** Options of a command that changes something in COC. */
export interface GateOptions {
  readonly yes?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/** A change, before it is made. */
export interface Plan {
  /** Sentence without a full stop: what is going to be done. */
  readonly title: string;
  /** What is changed, one a line. */
  readonly targets: readonly string[];
  readonly calls: readonly CocCall[];
  /** Word that a person types to agree, such as the name of the script. */
  readonly typed: string;
  /** Names of parameters whose values are not shown. */
  readonly hidden?: ReadonlySet<string>;
}

/**
 * Prints what would be sent to COC: each call, and what it changes. Returns undefined where it may be sent: with `--yes`, or
 * when a person at the terminal types the name. Otherwise it returns the exit code, and nothing is to be sent.
 */
export async function passGate(
  plan: Plan,
  options: GateOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { yes, dryRun, json } = options;
  if (dryRun && json) process.stdout.write(`${JSON.stringify(planAsJson(plan), null, 2)}\n`);
  else (json ? process.stderr : process.stdout).write(describePlan(plan));
  if (dryRun) return EXIT_OK;
  if (yes || (await isTyped(plan, signal))) return undefined;
  process.stderr.write('nothing was sent: add --yes to send it, or --dry-run to only look at it\n');
  return EXIT_USAGE;
}

async function isTyped({ typed }: Plan, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const asked = asking.question(`type ${safeText(typed)} to send it: `, { signal });
    const answer = await Promise.race([asked, once(asking, 'close').then(() => undefined)]);
    if (answer === undefined) process.stderr.write('\n');
    return answer?.trim() === typed;
  } catch {
    // Ctrl-C, or the end of the input.
    return false;
  } finally {
    asking.close();
  }
}

/** The plan as people read it. */
function describePlan({ title, targets, calls, hidden }: Plan): string {
  const lines = calls.flatMap((call) => {
    const { method, address, body } = shownCall(call, hidden);
    const json = body === undefined ? [] : JSON.stringify(body, null, 2).split('\n');
    return [`  ${method} ${address}`, ...json.map((line) => `  ${safeText(line)}`)];
  });
  return `${[
    `${safeText(title)}:`,
    ...lines,
    targets.length === 1 ? 'Target:' : `Targets (${targets.length}):`,
    ...targets.map((target) => `  ${safeText(target)}`),
  ].join('\n')}\n`;
}

function planAsJson({ title, targets, calls, hidden }: Plan) {
  return {
    ...{ dryRun: true, title, targets },
    calls: calls.map((call) => {
      const { method, address: path, body } = shownCall(call, hidden);
      return { method, path, ...(body !== undefined && { body }) };
    }),
  };
}

function shownCall(
  { method = 'POST', path, query = {}, body, secrets = [] }: CocCall,
  hidden?: ReadonlySet<string>,
) {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (typeof value === 'object' ? value : [value]).map((one) => [name, one] as [string, string]),
  );
  const text = new URLSearchParams(pairs).toString();
  const shown = secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), '<key>'), path);
  return { method, address: text === '' ? shown : `${shown}?${text}`, body: hideSensitive(body, hidden) };
}
