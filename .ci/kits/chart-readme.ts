import { isMap, isScalar, type Pair, parseDocument } from 'yaml';

const BEGIN = '<!-- From here on, npm run kits writes what values.yaml says. -->';
const SECTION = /^-{4} (.+) -{4}$/;

/** The part of a YAML node that holds the comment above it. */
interface Commented {
  readonly commentBefore?: string | null;
}

interface Row {
  readonly key: string;
  readonly value: string;
  readonly about: string;
}

/** The chart's README with the table of values after the mark brought up to date with the comments in values.yaml. */
export function formatChartReadme(readme: string, valuesYaml: string): string {
  const [text] = readme.split(BEGIN);
  const document = parseDocument(valuesYaml);
  if (!isMap(document.contents)) throw new Error('values.yaml holds no map');
  const lines = document.contents.items.flatMap((pair) => linesOf(pair as Pair));
  return `${text?.trimEnd()}\n\n${BEGIN}\n${lines.join('\n')}\n`;
}

/** Keys of values.yaml that have no comment above them. */
export function unexplainedKeys(valuesYaml: string): readonly string[] {
  const { contents } = parseDocument(valuesYaml);
  const rows = isMap(contents) ? contents.items.flatMap((pair) => rowsOf(pair as Pair, '')) : [];
  return rows.flatMap(({ key, about }) => (about === '' ? key : []));
}

function linesOf(pair: Pair): readonly string[] {
  const section = blocksOf(pair)
    .map((block) => SECTION.exec(block)?.[1])
    .find((title) => title !== undefined);
  const rows = rowsOf(pair, '').map(({ key, value, about }) => `| \`${key}\` | ${about} | \`${value}\` |`);
  if (section === undefined) return rows;
  return ['', `### ${section}`, '', '| value | what it does | default |', '|---|---|---|', ...rows];
}

function rowsOf(pair: Pair, within: string, map?: Commented): readonly Row[] {
  const key = `${within}${String(isScalar(pair.key) ? pair.key.value : pair.key)}`;
  const about = blocksOf(pair, map).at(-1) ?? '';
  const { value } = pair;
  if (isMap(value) && !value.flow && value.items.some((item) => blocksOf(item as Pair, value).length > 0))
    return value.items.flatMap((item, i) => rowsOf(item as Pair, `${key}.`, i === 0 ? value : undefined));
  const json = JSON.stringify((value as { toJSON(): unknown }).toJSON());
  return [{ key, value: json.replaceAll('|', '\\|'), about: SECTION.test(about) ? '' : about }];
}

/** The blocks of comment above a key. The comment of a map's first key belongs to the map itself. */
function blocksOf(pair: Pair, map?: Commented): readonly string[] {
  const own = (pair.key as Commented).commentBefore;
  const comment = own ?? map?.commentBefore ?? '';
  return comment
    .split(/\n\s*\n/)
    .map((block) => block.replace(/\s*\n\s*/g, ' ').trim())
    .filter((block) => block !== '');
}
