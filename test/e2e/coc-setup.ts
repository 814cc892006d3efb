import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmulatorOptions } from '../../src/emulator/options.ts';
import { runCommand } from '../support/command-line.ts';
import { agentConfig, runEmulator, temporaryDirectory } from '../support/running-agent.ts';

/** Header of a script file, and its text. */
export const CLEAR = `#!/bin/bash
# coc-name: clear_tmp
# coc-description: Delete old files
# coc-risk: LOW
# coc-version: 1.0.0
# coc-param: path=/tmp | directory that is cleaned
find $path -delete
`;

/** An emulator, and the command `coc` with a configuration for it. No agent runs. */
export async function withEmulator(options: EmulatorOptions = {}, coc?: string) {
  const emulator = await runEmulator({ orders: { startAfterMs: 0 }, ...options });
  const directory = await temporaryDirectory();
  const file = join(directory, 'config.yaml');
  await writeFile(file, agentConfig({ cocUrl: emulator.url, directory, ...(coc !== undefined && { coc }) }));
  const folder = join(directory, 'scripts');
  const run = (...args: readonly string[]) => {
    const [group = '', name = ''] = args;
    const words = ['projects', 'token', 'api'].includes(group) ? [group] : [group, name];
    return runCommand('coc', ...words, '-c', file, ...args.slice(words.length));
  };
  /** Numbers of requests that came since the start, by operation. */
  const requested = (operation: string) =>
    emulator.requests(1_000).filter((request) => request.operation === operation).length;
  return { emulator, run, folder, directory, requested };
}
