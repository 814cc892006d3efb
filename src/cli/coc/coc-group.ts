import type { Command } from 'commander';
import { type CommandContext, withJson, withLayout } from '../admin-api/admin-group.ts';
import { wholeNumber } from '../usage-errors.ts';

/** Most rows that COC puts into one page. */
export const LARGEST_PAGE = 100;

/** Adds a command that calls COC, with the option that names the configuration. */
export function addCocCommand(
  parent: Command,
  { name, about }: { readonly name: string; readonly about: string },
  { config }: CommandContext,
): Command {
  return withLayout(withJson(parent.command(name).description(about).addOption(config())));
}

/** Adds the options of a list. */
export function withPaging(command: Command): Command {
  return command
    .option(
      '--limit <number>',
      `list at most this many, from 1 to ${LARGEST_PAGE}`,
      wholeNumber(1, LARGEST_PAGE),
      '50',
    )
    .option('--all', 'list all, page after page; with --json as one array of all rows');
}

/** Adds the options of a command that changes something in COC. */
export function withGate(command: Command): Command {
  return command
    .option('--yes', 'send it; without this, the command only shows what it would send')
    .option('--dry-run', 'show what would be sent, and exit with 0');
}
