import { connectToCoc } from '../app/current-config.ts';
import { configNotices, readConfig } from '../app/read-config.ts';
import type { Config } from '../app/registry.ts';
import { createRouting } from '../app/routing.ts';
import { describeIssue } from '../config/describe-issues.ts';
import type { Notice } from '../config/notices/notice.ts';
import { ConfigError } from '../errors.ts';
import { systemClock } from '../time/clock.ts';
import { checkAgainstRunning } from './check-against-running.ts';
import { EXIT_OK } from './exit-codes.ts';
import { fitted, hanging } from './terminal/hanging.ts';
import { terminalFor } from './terminal/terminal.ts';

/** Columns before what a line of the summary tells. */
const INDENT = '  sends to   '.length;

/** Options of the command `check-config`. */
interface CheckOptions {
  /** Configuration that is checked unless the command names a file. */
  readonly config: string;
  /** False where the files that the configuration names are not there, such as secrets in CI. */
  readonly files: boolean;
  /** True to tell what it would do to what is open in a running agent. */
  readonly againstRunning?: true;
  readonly admin?: string;
  readonly tokenFile?: string;
}

/**
 * Reads a configuration and its secret files as `serve` does, and prints a summary with what looks wrong; where that is
 * asked for, with what it would do to what is open in a running agent. Sends nothing to COC.
 *
 * @throws {ConfigError} with every mistake.
 * @throws {Error} when a running agent is asked for and cannot be reached.
 */
export async function checkConfig(
  given: string | undefined,
  { config: byDefault, files, againstRunning, ...admin }: CheckOptions,
): Promise<number> {
  const file = given ?? byDefault;
  const loaded = await readConfig(file, process.env);
  const { config } = loaded;
  const notices = configNotices(loaded, { files: files ? 'read' : 'skip' });
  refuseMistakes(file, notices);
  const sources = files ? await connect(config) : sourcesOf(config);
  const { routes, incidents, coc } = config;
  const terminal = terminalFor({ color: 'auto' });
  const lines = [
    ...hanging('', `${file} is valid${notices.length === 0 ? '' : ', but look at this:'}`, terminal),
    ...notices.map((notice) => `\n${fitted(describeIssue(notice), terminal)}`),
    ...(notices.length === 0 ? [] : ['']),
    ...[
      `  sends to   ${coc.endpoint}, auth ${coc.auth.type}`,
      ...sources.map(describeSource),
      `  routes     ${routes.length}, incident policies ${incidents.length}`,
    ].flatMap((line) => hanging(line.slice(0, INDENT), line.slice(INDENT), terminal)),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return againstRunning ? checkAgainstRunning(config, { ...admin, config: file }) : EXIT_OK;
}

/** @throws {ConfigError} when there is any mistake; it names the doubts too. */
function refuseMistakes(file: string, notices: readonly Notice[]): void {
  const count = notices.filter(({ kind }) => kind === 'mistake').length;
  if (count === 0) return;
  const mistakes = count === 1 ? 'one mistake' : `${count} mistakes`;
  const doubts = notices.length > count ? `; look also at the last ${notices.length - count}` : '';
  throw new ConfigError(`the configuration ${file} has ${mistakes}${doubts}`, notices);
}

interface ReceivingSource {
  readonly name: string;
  readonly type: string;
  readonly open: boolean;
}

/** Makes the sources and the connection to COC as `serve` does, which reads all secret files. */
async function connect(config: Config): Promise<readonly ReceivingSource[]> {
  const { sources } = createRouting({ config }, { clock: systemClock });
  await connectToCoc({ config }, { clock: systemClock }).close();
  return [...sources.values()];
}

function sourcesOf({ sources }: Config): readonly ReceivingSource[] {
  return Object.entries(sources).map(([name, { type, auth }]) => ({ name, type, open: auth === undefined }));
}

function describeSource({ name, type, open }: ReceivingSource): string {
  return `  receives   /webhooks/${name} (${type})${open ? ', open to everybody: no auth is set' : ''}`;
}
