import { type OutputOptions, printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import { type LayoutOptions, type Terminal, terminalFor } from '../terminal/terminal.ts';
import { type CocOptions, withCoc } from './coc-session.ts';
import { compareFolder, type FolderComparison, readFolder } from './compare-folder.ts';

/**
 * Shows how a folder of scripts differs from COC. Returns the exit code: 1 where `scripts apply` would change something. What
 * is only in COC is shown, and no difference: the folder may be one of several.
 *
 * @throws {UsageError} when a script of the folder has a wrong header.
 */
export async function diffScripts(
  folder: string,
  options: CocOptions & OutputOptions & LayoutOptions,
): Promise<number> {
  const files = await readFolder(folder);
  return withCoc(options, async (session) => {
    const found = await compareFolder(session, files);
    printAnswer(options, comparisonAsJson(found), () => describeComparison(found, terminalFor(options)));
    return found.onlyHere.length + found.different.length > 0 ? EXIT_FAILED : EXIT_OK;
  });
}

function comparisonAsJson({ onlyHere, onlyInCoc, different, same }: FolderComparison) {
  return {
    onlyHere: onlyHere.map(({ name, file }) => ({ name, file })),
    onlyInCoc: onlyInCoc.map(({ name, script_uuid }) => ({ name, script_uuid })),
    different: different.map(({ file: { name, file }, script, drift }) => ({
      ...{ name, file, script_uuid: script.script_uuid, ...drift },
    })),
    same: same.map(({ name, file }) => ({ name, file })),
  };
}

/** How a folder differs from COC, script by script. */
export function describeComparison(found: FolderComparison, { color }: Pick<Terminal, 'color'>): string {
  const { onlyHere, onlyInCoc, different, same } = found;
  const blocks = [
    ...onlyHere.map(({ name, file }) => `only here: ${safeText(name)} (${safeText(file)})`),
    ...different.map(({ file: { name, file }, drift }) =>
      [
        `differs: ${safeText(name)} (${safeText(file)})`,
        ...drift.fields.map((field) => `  ${safeText(field)}`),
        ...drift.diff.map((line) => `  ${paint(safeLine(line), toneOf(line), color)}`),
      ].join('\n'),
    ),
    ...onlyInCoc.map(({ name, script_uuid }) => `only in COC: ${safeText(name)} (${safeText(script_uuid)})`),
  ];
  const counts = [
    `${same.length} the same`,
    `${different.length} different`,
    `${onlyHere.length} only here`,
    `${onlyInCoc.length} only in COC`,
  ];
  return `${[...blocks, counts.join(', ')].join('\n')}\n`;
}

function toneOf(line: string) {
  if (line.startsWith('@@')) return 'heading';
  return line.startsWith('-') ? 'warning' : line.startsWith('+') ? 'strong' : undefined;
}

function safeLine(line: string): string {
  return line.split('\t').map(safeText).join('\t');
}
