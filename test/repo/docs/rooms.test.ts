import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRules } from '../../../.ci/tidy/read-tree.mjs';

/** A row of the table: the rooms that share it, and what each of them imports. */
interface Row {
  readonly rooms: readonly string[];
  readonly imports: readonly string[];
}

const ROW = /^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm;
const ALL_BUT = 'all above but ';

/** The rows of the table of rooms, in their order. "All above but" stands for the rooms of the rows before. */
function rowsIn(page: string): readonly Row[] {
  const table = page.slice(
    page.indexOf('| room of `src/`'),
    page.indexOf('Adapters never import each other.'),
  );
  const rows: Row[] = [];
  for (const [, first = '', last = ''] of [...table.matchAll(ROW)].slice(1)) {
    const named = namesIn(last);
    const above = rows.flatMap(({ rooms }) => rooms).filter((room) => !named.includes(room));
    const imports = last.startsWith(ALL_BUT) ? above : named;
    expect(imports.length > 0 || last.startsWith('nothing'), `${first} tells what it imports`).toBe(true);
    rows.push({ rooms: namesIn(first), imports });
  }
  return rows;
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([\w.-]+?)\/?`/g)].map(([, name = '']) => name);
}

describe('the table of rooms in docs/architecture.md', () => {
  const rows = rowsIn(readFileSync('docs/architecture.md', 'utf8'));
  const { rooms } = readRules();

  it('has the rooms of the rules in their order', () => {
    expect(rows.flatMap((row) => row.rooms)).toEqual(rooms.map(({ room }) => room));
  });

  it.each(rooms)('tells exactly what $room imports', ({ room, imports }) => {
    const row = rows.find((one) => one.rooms.includes(room));
    expect(row?.imports.toSorted()).toEqual(imports.toSorted());
  });
});
