import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from '../support/built-program.ts';
import { runCommand } from '../support/command-line.ts';
import { LINES, linesOfProgram, makeFiles, plainWords } from '../support/completed-lines.ts';
import { stopEverything, temporaryDirectory } from '../support/running-agent.ts';

/** Bash makes words of its own of these. */
const BREAKS = /(\s+|[=:])/;
const PROGRAM = 'coc-alarm-agent';

let directory: string;
let scripts: string;
let script: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  await makeFiles(directory);
  scripts = await temporaryDirectory();
  script = join(scripts, 'completion');
  await writeFile(script, (await runCommand('completion', 'bash')).out);
});

afterAll(stopEverything);

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Words of a line, as bash hands them to a completion. */
function wordsOf(line: string): readonly string[] {
  const words = `${PROGRAM} ${line}`.split(BREAKS).filter((word) => word.trim() !== '');
  return /\s$/.test(line) || line === '' ? [...words, ''] : words;
}

/** Asks the completion for each line, in one shell without any set-up. */
async function completed(lines: readonly string[]): Promise<readonly (readonly string[])[]> {
  const calls = lines.map((line) => {
    const words = wordsOf(line);
    return `COMP_WORDS=(${words.map(quoted).join(' ')}); COMP_CWORD=${words.length - 1}
$complete; printf '%s\\n' "\${COMPREPLY[@]}" ---`;
  });
  const asked = join(scripts, 'asked');
  const head = [
    'set -u',
    `cd ${quoted(directory)} || exit 1`,
    `source <(cat ${quoted(script)})`,
    `complete=$(complete -p ${PROGRAM} | sed 's/.*-F \\([^ ]*\\).*/\\1/')`,
  ];
  await writeFile(asked, [...head, ...calls].join('\n'));
  const { code, out, err } = await runProcess('bash', ['--norc', '--noprofile', asked]);
  expect([code, err]).toEqual([0, expect.not.stringContaining('line')]);
  return out
    .split('---\n')
    .slice(0, -1)
    .map((part) => part.split('\n').filter((word) => word !== ''));
}

describe('the completion of bash', () => {
  it('offers every command, every option and every word of an option', async () => {
    const expected = linesOfProgram();
    expect(expected.length).toBeGreaterThan(40);
    const offered = await completed(expected.map(({ line }) => line));
    expect(expected.map(({ line }, i) => ({ line, words: plainWords(offered[i] ?? []) }))).toEqual(expected);
  });

  it('knows what is typed before', async () => {
    const offered = await completed(LINES.map(({ line }) => line));
    expect(LINES.map(({ line }, i) => ({ line, words: plainWords(offered[i] ?? []) }))).toEqual(LINES);
  });

  it('offers the options of a command that takes nothing else', async () => {
    const [status, ended] = await completed(['status ', 'dead-letters redrive -- -']);
    expect(status).toEqual(expect.arrayContaining(['--json', '-c', '--help']));
    expect(ended).toEqual([]);
  });

  it.each([
    ['al\t lis\t --sort=ol\t', 'alarms list --sort=oldest'],
    ['alarms list --level Critical,Mi\t', 'alarms list --level Critical,Minor'],
    ['serve --config wi\t', 'serve --config with space.yaml'],
    ['emulator --data-dir fol\t', 'emulator --data-dir folder/'],
  ])('works at the keyboard: %j', async (typed, line) => {
    const settings = join(scripts, 'settings');
    const shown = `${PROGRAM}() { printf 'ran: %s.\\n' "$*"; }`;
    await writeFile(settings, `PS1=; ${shown}; cd ${quoted(directory)}; source ${quoted(script)}`);
    const keys = join(scripts, 'keys');
    await writeFile(keys, `${PROGRAM} ${typed}\nexit\n`);
    const shell = `bash --noprofile --rcfile ${quoted(settings)} -i`;
    const { out } = await runProcess('bash', [
      '-c',
      `script -qec ${quoted(shell)} /dev/null < ${quoted(keys)}`,
    ]);
    expect(out).toMatch(new RegExp(`ran: ${line} ?\\.`));
  });
});
