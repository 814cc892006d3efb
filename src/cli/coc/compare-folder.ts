import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getScript } from '../../coc/calls/get-script.ts';
import { messageOf } from '../../errors.ts';
import { UsageError } from '../usage-errors.ts';
import { errorOf } from './coc-failure.ts';
import type { CocSession } from './coc-session.ts';
import { readWhole } from './print-list.ts';
import { type ListedScript, scriptListing } from './print-scripts.ts';
import { type Drift, driftOf } from './script-drift.ts';
import { isScriptFile, readScriptFile, type ScriptFile } from './script-file.ts';
import type { Script } from './script-text.ts';

/** What a folder and COC have in common, and what they do not. */
export interface FolderComparison {
  readonly onlyHere: readonly ScriptFile[];
  readonly onlyInCoc: readonly ListedScript[];
  readonly different: readonly {
    readonly file: ScriptFile;
    readonly script: Script;
    readonly drift: Drift;
  }[];
  readonly same: readonly ScriptFile[];
}

/**
 * Reads the script files of a folder, without those in folders below.
 *
 * @throws {UsageError} with the mistakes of all headers, when two have one name, or when there is no script.
 */
export async function readFolder(folder: string): Promise<readonly ScriptFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new UsageError(`cannot read the folder: ${messageOf(error)}`);
  });
  const files: ScriptFile[] = [];
  const problems: string[] = [];
  for (const name of names.filter(isScriptFile).toSorted()) {
    const read = readScriptFile(name, await readFile(join(folder, name), 'utf8'));
    if ('file' in read) files.push(read);
    else problems.push(...read);
  }
  const doubles = files.filter(({ name }, at) => files.findIndex((one) => one.name === name) !== at);
  problems.push(...doubles.map(({ file, name }) => `${file}: ${name} is the name of another file too`));
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  if (files.length === 0) throw new UsageError(`the folder ${folder} has no .sh, .py or .bat file`);
  return files;
}

/** Compares a folder with COC. Reads all scripts of COC by name, and the text of each that is in the folder too. */
export async function compareFolder(
  session: CocSession,
  files: readonly ScriptFile[],
): Promise<FolderComparison> {
  const list = await readWhole(scriptListing(session));
  if (list.kind === 'endless') throw new Error(list.detail);
  if (list.kind !== 'complete') throw errorOf(list);
  const inCoc = new Map(list.rows.map(({ row }) => [row.name, row] as const));
  const different: FolderComparison['different'][number][] = [];
  const same: ScriptFile[] = [];
  for (const file of files) {
    const listed = inCoc.get(file.name);
    if (!listed) continue;
    const { answer: script } = await session.ask(getScript, { path: { script_uuid: listed.script_uuid } });
    const drift = driftOf(script, file);
    if (drift) different.push({ file, script, drift });
    else same.push(file);
  }
  const here = new Set(files.map(({ name }) => name));
  return {
    onlyHere: files.filter(({ name }) => !inCoc.has(name)),
    onlyInCoc: [...inCoc.values()].filter(({ name }) => !here.has(name)),
    ...{ different, same },
  };
}
