import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { LINES, linesOfProgram, makeFiles, plainWords } from '../support/completed-lines.ts';
import { ensureDebianPackages } from './harness/debian-packages.ts';
import { type Lab, test } from './harness/lab.ts';
import { programArguments } from './harness/program.ts';
import { mustRun } from './harness/run-command.ts';

const PROGRAM = 'coc-alarm-agent';

beforeAll(() =>
  ensureDebianPackages([
    { name: 'zsh', commands: ['zsh'] },
    { name: 'fish', commands: ['fish'] },
    { name: 'man-db', commands: ['man'] },
    { name: 'mandoc', commands: ['mandoc'] },
  ]),
);

type Complete = (lab: Lab, lines: readonly string[]) => Promise<readonly (readonly string[])[]>;

describe.each<[string, Complete]>([
  ['fish', completedByFish],
  ['zsh, read by source', (lab, lines) => completedByZsh(lab, lines, 'source')],
  ['zsh, found in fpath', (lab, lines) => completedByZsh(lab, lines, 'fpath')],
])('the completion of %s', (_, complete) => {
  test('offers every command, every option and every word of an option', async ({ lab }) => {
    const expected = linesOfProgram();
    const offered = await complete(
      lab,
      expected.map(({ line }) => line),
    );
    expect(expected.map(({ line }, i) => ({ line, words: plainWords(offered[i] ?? []) }))).toEqual(expected);
  });

  test('knows what is typed before', async ({ lab }) => {
    const offered = await complete(
      lab,
      LINES.map(({ line }) => line),
    );
    expect(LINES.map(({ line }, i) => ({ line, words: plainWords(offered[i] ?? []) }))).toEqual(LINES);
  });
});

describe('the man page', () => {
  test('is shown by man without a warning, on narrow and wide terminals', async ({ lab }) => {
    const page = await lab.writeFile(
      `${PROGRAM}.1`,
      await mustRun(process.execPath, programArguments('man')),
    );
    for (const columns of ['60', '200']) {
      const env = { MANWIDTH: columns, LC_ALL: 'C.UTF-8' };
      // Warnings go to the other output.
      const shown = await mustRun('sh', ['-c', 'man --warnings -l "$0" 2>&1', page], { env });
      expect(shown).toMatch(/^COC-ALARM-AGENT\(1\) +User Commands +COC-ALARM-AGENT\(1\)\n/);
      expect(shown).toContain('coc-alarm-agent alarms list --level');
      expect(shown).not.toMatch(/warning|cannot/i);
    }
  });

  test('has no fault that mandoc finds, other than that it has no date', async ({ lab }) => {
    const page = await lab.writeFile(
      `${PROGRAM}.1`,
      await mustRun(process.execPath, programArguments('man')),
    );
    const found = await mustRun('sh', ['-c', 'mandoc -T lint "$0"; true', page]);
    expect(
      found.split('\n').filter((line) => line !== '' && !line.endsWith('missing date, using "": TH')),
    ).toEqual([]);
  });
});

/** Makes the files of the lines, and the completion. Answers both paths. */
async function prepared(lab: Lab, shell: string) {
  const directory = await lab.makeDirectory('typed');
  await makeFiles(directory);
  const script = await mustRun(process.execPath, programArguments('completion', shell));
  return { directory, script: await lab.writeFile(`completion.${shell}`, script) };
}

/** Asks fish, which prints what it would offer, with descriptions behind a tab. */
async function completedByFish(lab: Lab, lines: readonly string[]): Promise<readonly (readonly string[])[]> {
  const { directory, script } = await prepared(lab, 'fish');
  const asks = lines.map((line) => `complete -C ${quoted(`${PROGRAM} ${line}`)}; echo ---`);
  const file = await lab.writeFile('asked.fish', [`source ${quoted(script)}`, ...asks].join('\n'));
  const out = await mustRun('fish', ['--no-config', file], { cwd: directory });
  return partsOf(out).map((offered) => offered.map((line) => line.split('\t')[0] ?? ''));
}

/**
 * Types the lines into an interactive zsh, each up to a tab. Its completion adds what it offers with `compadd`; one of
 * our own writes that down first. Two keys end a line: they write a mark and empty the line.
 */
async function completedByZsh(
  lab: Lab,
  lines: readonly string[],
  by: 'source' | 'fpath',
): Promise<readonly (readonly string[])[]> {
  const { directory, script } = await prepared(lab, 'zsh');
  await lab.makeDirectory('functions');
  const found = await lab.writeFile(`functions/_${PROGRAM}`, await readFile(script, 'utf8'));
  const initialized = 'autoload -Uz compinit && compinit -D -u';
  const load =
    by === 'source'
      ? `${initialized}; source ${quoted(script)}`
      : `fpath=(${quoted(dirname(found))} $fpath); ${initialized}`;
  const offered = await lab.writeFile('offered', '');
  const settings = await lab.writeFile('settings.zsh', zshSettings({ directory, load, offered }));
  const typed = lines.map((line) => `type_line ${quoted(`${PROGRAM} ${line}`)}`).join('\n');
  const driver = await lab.writeFile('driver.zsh', zshDriver({ settings, offered, typed }));
  await mustRun('zsh', ['-f', driver]);
  return partsOf(await readFile(offered, 'utf8')).slice(1);
}

interface ZshSettings {
  readonly directory: string;
  /** Command that makes the completion known. */
  readonly load: string;
  readonly offered: string;
}

function zshSettings({ directory, load, offered }: ZshSettings): string {
  return `
PS1=
setopt no_auto_list no_list_beep no_beep
cd ${quoted(directory)}
${load}
compadd() {
  local -a found
  # With -O, -A or -D nothing is offered yet.
  if [[ \${(M)@:#-[^-]#[OAD]*} == '' ]]; then
    builtin compadd -O found "$@"
    (( $#found )) && print -rl -- "$IPREFIX"$^found >> ${offered}
  fi
  builtin compadd "$@"
}
mark() { BUFFER=; print -r -- --- >> ${offered} }
zle -N mark
bindkey '^I' complete-word
bindkey '^Xm' mark
zle-line-init() { zle -D zle-line-init; mark }
zle -N zle-line-init
`;
}

function zshDriver({
  settings,
  offered,
  typed,
}: {
  settings: string;
  offered: string;
  typed: string;
}): string {
  return `
zmodload zsh/zpty
zpty shell zsh -f -i
expected=0
await_mark() {
  (( expected += 1 ))
  for i in {1..600}; do
    (( $(grep -c '^---$' ${offered}) >= expected )) && return
    while zpty -rt shell; do :; done > /dev/null
    sleep 0.05
  done
  print -u2 "no answer to: $1"
  exit 1
}
type_line() {
  zpty -w -n shell "$1"$'\\t\\x18m'
  await_mark "$1"
}
zpty -w shell 'source ${settings}'
await_mark start
${typed}
zpty -d shell
`;
}

function partsOf(out: string): readonly (readonly string[])[] {
  return out
    .split('---\n')
    .slice(0, -1)
    .map((part) => part.split('\n').filter((word) => word !== ''));
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
