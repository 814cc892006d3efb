import { basename, resolve } from 'node:path';
import { callApi, checkRequest } from '../../coc/calls/call-api.ts';
import { createScript } from '../../coc/calls/create-script.ts';
import type { Api, RequestOf } from '../../coc/calls/define-api.ts';
import { updateScript } from '../../coc/calls/update-script.ts';
import type { CocCall } from '../../coc/client.ts';
import type { OutputOptions } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { type LayoutOptions, terminalFor } from '../terminal/terminal.ts';
import { UsageError } from '../usage-errors.ts';
import { errorOf } from './coc-failure.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import { compareFolder, type FolderComparison, readFolder } from './compare-folder.ts';
import { describeComparison } from './diff-scripts.ts';
import { type GateOptions, passGate } from './gate.ts';
import { creationOf, updateOf } from './script-drift.ts';

/** One change of a script. */
interface Step {
  readonly words: string;
  readonly call: CocCall;
  readonly make: () => Promise<string>;
}

/**
 * Makes the scripts in COC what they are in a folder, one after the other, and returns the exit code. What is only in COC
 * stays.
 *
 * @throws {UsageError} when a script breaks a limit of COC, or can not be changed: then none is.
 * @throws {Error} when COC refuses one, or its answer is lost: then the rest is not sent.
 */
export async function applyScripts(
  folder: string,
  options: CocOptions & OutputOptions & LayoutOptions & GateOptions,
): Promise<number> {
  const files = await readFolder(folder);
  return withCoc(options, async (session) => {
    const found = await compareFolder(session, files);
    const output = options.json ? process.stderr : process.stdout;
    output.write(describeComparison(found, terminalFor(options, output)));
    const steps = stepsOf(session, found);
    if (steps.length === 0) {
      if (options.json) process.stdout.write('[]\n');
      return EXIT_OK;
    }
    const plan = { title: `change ${steps.length} of the scripts in COC`, typed: basename(resolve(folder)) };
    const targets = steps.map(({ words }) => words);
    const code = await passGate(
      { ...plan, targets, calls: steps.map(({ call }) => call) },
      options,
      session.signal,
    );
    return code ?? takeSteps(steps, options);
  });
}

async function takeSteps(steps: readonly Step[], { json }: OutputOptions): Promise<number> {
  const taken: { readonly did: string; readonly script_uuid: string }[] = [];
  for (const [at, { words, make }] of steps.entries()) {
    const uuid = await make().catch((error: unknown) => {
      const rest = steps.length - at - 1;
      const left = rest === 0 ? '' : `${rest} ${rest === 1 ? 'script was' : 'scripts were'} not sent: `;
      process.stderr.write(`could not ${words}; ${left}run \`coc scripts diff\` to see where it stands\n`);
      throw error;
    });
    taken.push({ did: words, script_uuid: uuid });
    if (!json) process.stdout.write(`done: ${words} (${uuid})\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(taken, null, 2)}\n`);
  return EXIT_OK;
}

function stepsOf(session: CocSession, { onlyHere, different }: FolderComparison): readonly Step[] {
  const problems: string[] = [];
  const steps: Step[] = [];
  const add = <A extends Api>(file: string, words: string, api: A, request: RequestOf<A>) => {
    const checked = checkRequest(api, request);
    if ('problems' in checked) problems.push(...checked.problems.map((problem) => `${file}: ${problem}`));
    else steps.push({ words, call: checked.call, make: () => makeStep(session, api, request) });
  };
  for (const file of onlyHere) add(file.file, `create ${file.name}`, createScript, creationOf(file));
  for (const { file, script } of different) {
    const request = updateOf(script, file);
    if (typeof request === 'string') problems.push(`${file.file}: ${request}`);
    else add(file.file, `update ${file.name}`, updateScript, request);
  }
  if (problems.length > 0) throw new UsageError(`not sent:\n${problems.join('\n')}`);
  return steps;
}

async function makeStep<A extends Api>({ call }: CocSession, api: A, request: RequestOf<A>): Promise<string> {
  const result = await callApi(call, api, request);
  if (result.kind === 'answered') return String(result.answer);
  throw errorOf(result, 'coc-alarm-agent coc scripts list');
}
