import { basename, relative } from 'node:path';

const COMMAND = 'coc-alarm-agent';

/**
 * The command that runs this program again, as a person types it: `coc-alarm-agent` when it was started by that name,
 * otherwise the script by its path.
 */
export function ownCommand(script: string | undefined, directory: string): string {
  if (script === undefined || basename(script) === COMMAND) return COMMAND;
  const near = relative(directory, script);
  return `node ${near.startsWith('..') ? script : near}`;
}
