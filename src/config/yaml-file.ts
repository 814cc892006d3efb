import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { type ConfigIssue, messageOf } from '../errors.ts';
import { type Environment, substitute } from './environment.ts';
import { type ConfigPath, formatPath } from './path.ts';

/** Length of the longest accepted configuration, in UTF-16 units. */
const MAX_LENGTH = 4 * 2 ** 20;

/** Limit for following YAML aliases: a few are useful, many are an attack. */
const MAX_ALIASES = 100;

/** A parsed YAML file: its values, their places, and its faults as YAML. */
export interface YamlFile {
  /** Undefined when the syntax is too broken to have values. */
  readonly values: unknown;
  readonly issues: readonly ConfigIssue[];
  /** Returns `file:line:column` of the value at a path, or of the nearest value around it. */
  readonly locate: (path: ConfigPath) => string;
  /** Returns the same for the key at the end of a path. */
  readonly locateKey: (path: ConfigPath) => string;
}

/** Parses one YAML document, and replaces the references to environment variables in its strings. */
export function readYaml(text: string, file: string, environment: Environment): YamlFile {
  if (text.length > MAX_LENGTH)
    return failed(file, 'is larger than 4 MiB', 'check that --config names the right file');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const issues = [...worthReporting(document.errors), ...document.warnings].map(
    (error): ConfigIssue => ({ at: place(error.pos[0]), ...explain(error, text) }),
  );
  const places = {
    locate: (path: ConfigPath) => place(offsetOf(document, path).value),
    locateKey: (path: ConfigPath) => place(offsetOf(document, path).key),
  };
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY'))
    return { values: undefined, issues, ...places };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    return failed(file, 'is empty', 'start from the example, config.example.yaml');
  const references = substituteIn(document.contents, { path: [], environment, locate: places.locate });
  try {
    return {
      values: document.toJS({ maxAliasCount: MAX_ALIASES }),
      issues: [...issues, ...references],
      ...places,
    };
  } catch (thrown) {
    const message = `uses a YAML alias or merge that cannot be followed: ${messageOf(thrown)}`;
    return failed(file, message, 'write the values out where they are used');
  }
}

/** Keeps only the first syntax error, as the others usually follow from it. */
function worthReporting(errors: readonly YAMLError[]): readonly YAMLError[] {
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY');
}

function failed(file: string, message: string, remedy: string): YamlFile {
  const locate = () => file;
  return { values: undefined, issues: [{ at: file, message, remedy }], locate, locateKey: locate };
}

function explain({ code, message, pos }: YAMLError, text: string): { message: string; remedy: string } {
  switch (code) {
    case 'DUPLICATE_KEY': {
      const key = /^[\w-]{1,63}/.exec(text.slice(pos[0], pos[0] + 64))?.[0] ?? '';
      return {
        message: `the key ${key} appears twice in the same section`.replace('  ', ' '),
        remedy: 'remove one of the two',
      };
    }
    case 'MULTIPLE_DOCS':
      return {
        message: 'the file holds a second YAML document',
        remedy: 'remove the line --- and everything after it',
      };
    case 'TAB_AS_INDENT':
      return { message: 'a line is indented with a tab', remedy: 'indent with spaces' };
    case 'TAG_RESOLVE_FAILED':
      return { message: 'a YAML tag is unknown', remedy: 'remove the tag (the word that starts with !)' };
    default:
      if (text.slice(pos[0] - 1, pos[0] + 1) === '${')
        return {
          message: `is not YAML: a \${ between { } or [ ] needs quotes`,
          remedy: `write "\${NAME}", with the quotes`,
        };
      return {
        message: `is not YAML: ${message.split('\n')[0] ?? ''}`,
        remedy: 'check the indentation, quotes and brackets here and on the line before',
      };
  }
}

interface Substitution {
  readonly path: ConfigPath;
  readonly environment: Environment;
  readonly locate: (path: ConfigPath) => string;
}

function substituteIn(node: unknown, substitution: Substitution): ConfigIssue[] {
  const { path } = substitution;
  if (isMap(node))
    return node.items.flatMap(({ key, value }) =>
      substituteIn(value, { ...substitution, path: [...path, keyText(key)] }),
    );
  if (isSeq(node))
    return node.items.flatMap((item, index) =>
      substituteIn(item, { ...substitution, path: [...path, index] }),
    );
  if (!isScalar(node) || typeof node.value !== 'string') return [];
  const { text, problems } = substitute(node.value, substitution.environment);
  node.value = text;
  return problems.map((problem) => ({
    ...(path.length > 0 && { path: formatPath(path) }),
    at: substitution.locate(path),
    ...problem,
  }));
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

/** Finds the start of a key and of its value. The value of a section starts at its key. */
function offsetOf(document: Document, path: ConfigPath): { key: number; value: number } {
  let node: unknown = document.contents;
  let place = { key: startOf(node) ?? 0, value: startOf(node) ?? 0 };
  for (const step of path) {
    if (isSeq(node)) {
      node = node.items[Number(step)];
      const start = startOf(node) ?? place.value;
      place = { key: start, value: start };
      continue;
    }
    const pair = isMap(node) ? node.items.find(({ key }) => keyText(key) === String(step)) : undefined;
    if (!pair) break;
    node = pair.value;
    const key = startOf(pair.key) ?? place.value;
    const value = isScalar(node) && node.value !== null ? startOf(node) : undefined;
    place = { key, value: value ?? key };
  }
  return place;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
