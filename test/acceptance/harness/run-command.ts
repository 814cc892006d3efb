import { execFile } from 'node:child_process';

/** How a command ended, and what it printed on both outputs. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with what a command runs. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const MAX_OUTPUT = 64 * 2 ** 20;

/** Runs a command to its end, and answers how it ended, well or not. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env }: CommandOptions = {},
): Promise<Finished> {
  const options = { maxBuffer: MAX_OUTPUT, env: { ...process.env, ...env }, ...(cwd && { cwd }) };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, stdout, stderr: error && stderr === '' ? String(error) : stderr });
    });
  });
}

/** Runs a command that has to succeed, and answers what it printed. @throws with its outputs when it fails. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
