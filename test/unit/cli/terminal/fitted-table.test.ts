import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../../src/cli/terminal/display-width.ts';
import { type Column, fittedTable } from '../../../../src/cli/terminal/fitted-table.ts';
import { cpuMsOf } from '../../../support/measure-cpu.ts';

const PIPE = { columns: undefined, rows: undefined, color: false };
const COLUMNS: readonly Column[] = [
  { heading: 'ID' },
  { heading: 'AGE', align: 'right' },
  { heading: 'SOURCE', spare: 1 },
  { heading: 'ALARM', least: 10, floor: 6 },
];
const ROWS = [
  ['am1', '3h', 'prometheus-a', 'DiskWillFillIn4Hours'],
  ['am22', '12m', 'b', '磁盘空间不足'],
];
const at = (columns: number | undefined) => fittedTable(COLUMNS, ROWS, { ...PIPE, columns }).split('\n');

describe('a table', () => {
  it('aligns Chinese, and is whole in a pipe', () => {
    expect(at(undefined)).toEqual([
      'ID    AGE  SOURCE        ALARM',
      'am1    3h  prometheus-a  DiskWillFillIn4Hours',
      'am22  12m  b             磁盘空间不足',
    ]);
  });

  it('cuts the cells that may be cut first', () => {
    expect(at(38)).toEqual([
      'ID    AGE  SOURCE        ALARM',
      'am1    3h  prometheus-a  DiskWillFill…',
      'am22  12m  b             磁盘空间不足',
    ]);
  });

  it('then leaves out a column, then cuts down to the floor', () => {
    expect(at(31)).toEqual([
      'ID    AGE  ALARM',
      'am1    3h  DiskWillFillIn4Hours',
      'am22  12m  磁盘空间不足',
    ]);
    expect(at(18)).toEqual(['ID    AGE  ALARM', 'am1    3h  DiskWi…', 'am22  12m  磁盘空…']);
  });

  it('cuts its end when nothing else helps, and never the id', () => {
    expect(at(8)).toEqual(['ID    A…', 'am1   3h', 'am22  1…']);
  });

  it('takes at most the columns of its terminal, whatever is in it', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell, cell), { maxLength: 4 }),
        fc.integer({ min: 40, max: 120 }),
        (rows, columns) => {
          const lines = fittedTable(COLUMNS, rows, { ...PIPE, columns }).split('\n');
          expect(lines).toHaveLength(rows.length + 1);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  it('cuts a monster in a pipe, and pads no other row to it', () => {
    const monster = '磁'.repeat(350_000);
    const lines = fittedTable(COLUMNS, [...ROWS, ['am3', '1m', 'c'.repeat(90), monster]], PIPE).split('\n');
    expect(lines.slice(1)).toEqual([
      `am1    3h  ${'prometheus-a'.padEnd(80)}  DiskWillFillIn4Hours`,
      `am22  12m  ${'b'.padEnd(80)}  磁盘空间不足`,
      `am3    1m  ${'c'.repeat(90)}  ${'磁'.repeat(999)}…`,
    ]);
    expect(lines[0]).toBe(`ID    AGE  ${'SOURCE'.padEnd(80)}  ALARM`);
  });

  it.each([
    ['Chinese', '磁'],
    ['marks', 'e\u0301'],
    ['emoji', '👩‍👩‍👧‍👦'],
    ['control characters', '\u001b'],
    ['nothing visible', '\u0301'],
  ])('costs no more for a monster of %s', (_, character) => {
    const ofLength = (length: number) => character.repeat(length / character.length);
    const table = (text: string, columns: number | undefined, times = 1) =>
      fittedTable(COLUMNS, Array(times).fill(['am1', '3h', 'a', text]), { ...PIPE, columns });
    const monster = ofLength(1_000_000);
    for (const columns of [undefined, 40, 9_999])
      expect(table(monster, columns)).toBe(table(ofLength(4_000), columns));
    expect(cpuMsOf(() => table(monster, 80, 100))).toBeLessThan(1_000);
  });

  it('paints headings and cells without moving them', () => {
    const text = fittedTable(COLUMNS, [['am1', '3h', 'a', { text: 'Disk\u001b[2J', tone: 'alarm' }]], {
      ...PIPE,
      color: true,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are what is taken out
    expect(text.replaceAll(/\u001b\[[\d;]*m/g, '').split('\n')).toEqual([
      'ID   AGE  SOURCE  ALARM',
      'am1   3h  a       Disk\ufffd[2J',
    ]);
    expect(text).toContain('\u001b[1;31mDisk\ufffd[2J\u001b[22;39m');
  });
});
