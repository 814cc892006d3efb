import { extname } from 'node:path';

/** A script in a folder: what its header says, and its whole text, which is what COC gets. */
export interface ScriptFile {
  readonly file: string;
  readonly name: string;
  readonly type: 'SHELL' | 'PYTHON' | 'BAT';
  readonly description: string;
  readonly risk: string;
  readonly version: string;
  readonly params: readonly HeaderParameter[];
  readonly reviewers: readonly Reviewer[];
  readonly protocol: string | undefined;
  readonly content: string;
}

/** A parameter that a header declares. A sensitive one has no value there. */
export interface HeaderParameter {
  readonly name: string;
  readonly value: string;
  readonly description: string;
  readonly sensitive: boolean;
}

interface Reviewer {
  readonly name: string;
  readonly id: string;
}

const TYPES: Readonly<Record<string, ScriptFile['type']>> = {
  '.sh': 'SHELL',
  '.py': 'PYTHON',
  '.bat': 'BAT',
};
/** A line of the header: a comment of any of the three languages, a word, and its value. */
const LINE = /^(?:#|rem\b|::)\s*coc-([a-z]+):\s*(.*?)\s*$/i;
const WORDS = ['name', 'description', 'risk', 'version', 'param', 'sensitive', 'reviewer', 'protocol'];

/** True for a file that is a script, by its name. */
export function isScriptFile(file: string): boolean {
  return TYPES[extname(file).toLowerCase()] !== undefined;
}

/**
 * Reads a script file. Its header are comment lines such as `# coc-name: clear_tmp`, anywhere in the file:
 * - `name`, `description`, `risk` (LOW, MEDIUM or HIGH) and `version`, once each;
 * - `param: NAME=VALUE | what it is`, once for each parameter, in their order;
 * - `sensitive: NAME | what it is` for one whose value is secret, and therefore not in the file;
 * - `reviewer: ID NAME`, as often as there are reviewers, and `protocol`, by which they are told.
 *
 * Returns the mistakes instead where the header is wrong.
 */
export function readScriptFile(file: string, content: string): ScriptFile | readonly string[] {
  const lines = content.split(/\r?\n/).flatMap((line) => {
    const [, word, value] = LINE.exec(line) ?? [];
    return word === undefined || value === undefined ? [] : [{ word: word.toLowerCase(), value }];
  });
  const of = (word: string) => lines.filter((line) => line.word === word).map(({ value }) => value);
  const once = ['name', 'description', 'risk', 'version', 'protocol'];
  const problems = [
    ...lines
      .filter(({ word }) => !WORDS.includes(word))
      .map(
        ({ word }) => `there is no coc-${word}; a header has ${WORDS.map((one) => `coc-${one}`).join(', ')}`,
      ),
    ...once.filter((word) => of(word).length > 1).map((word) => `coc-${word} stands there twice`),
    ...once
      .filter((word) => word !== 'protocol' && (of(word)[0] ?? '') === '')
      .map((word) => `coc-${word} is missing`),
    ...of('param')
      .filter((text) => !/^\w+=/.test(text))
      .map(() => 'coc-param needs NAME=VALUE, and | before what it is'),
    ...of('reviewer')
      .filter((text) => !/^\S+\s+\S/.test(text))
      .map(() => 'coc-reviewer needs ID NAME'),
  ];
  if (problems.length > 0) return problems.map((problem) => `${file}: ${problem}`);
  const [name = '', description = '', risk = '', version = '', protocol] = once.map((word) => of(word)[0]);
  return {
    ...{ file, name, description, risk: risk.toUpperCase(), version, protocol, content },
    type: TYPES[extname(file).toLowerCase()] ?? 'SHELL',
    params: lines.flatMap(readParameter),
    reviewers: of('reviewer').map((text) => {
      const [, id = '', who = ''] = /^(\S+)\s+(.*)$/.exec(text) ?? [];
      return { id, name: who };
    }),
  };
}

function readParameter({
  word,
  value,
}: {
  readonly word: string;
  readonly value: string;
}): HeaderParameter[] {
  if (word !== 'param' && word !== 'sensitive') return [];
  const bar = value.indexOf('|');
  const [given, description] = bar < 0 ? [value, ''] : [value.slice(0, bar), value.slice(bar + 1)];
  const about = description.trim();
  if (word === 'sensitive') return [{ name: given.trim(), value: '', description: about, sensitive: true }];
  const at = given.indexOf('=');
  const shown = given.slice(at + 1).trim();
  return [{ name: given.slice(0, at).trim(), value: shown, description: about, sensitive: false }];
}
