import { describe, expect, it } from 'vitest';
import { paint, toneOfLevel } from '../../../../src/cli/terminal/paint.ts';
import { terminalOf } from '../../../../src/cli/terminal/terminal.ts';

const SCREEN = { isTTY: true, columns: 120, rows: 40 };
const AUTO = { color: 'auto' } as const;

describe('the layout for an output', () => {
  it.each([
    ['a terminal', AUTO, SCREEN, {}, { columns: 120, rows: 40 }],
    ['a narrow terminal', AUTO, { ...SCREEN, columns: 10 }, {}, { columns: 40 }],
    ['a terminal of unknown width', AUTO, { isTTY: true, columns: 0 }, { COLUMNS: '90' }, { columns: 90 }],
    ['a pipe', AUTO, {}, {}, { columns: undefined, rows: undefined }],
    ['a pipe of a given width', AUTO, {}, { COLUMNS: '60' }, { columns: 60, rows: undefined }],
    ['a width that is none', AUTO, {}, { COLUMNS: 'wide' }, { columns: undefined }],
    ['--wide', { ...AUTO, wide: true as const }, SCREEN, { COLUMNS: '60' }, { columns: undefined }],
  ])('goes by its width: %s', (_, options, output, environment, expected) => {
    expect(terminalOf(options, output, environment)).toMatchObject(expected);
  });

  it.each([
    ['auto', true, {}, true],
    ['auto', false, {}, false],
    ['auto', true, { NO_COLOR: '1' }, false],
    ['auto', true, { NO_COLOR: '' }, true],
    ['auto', true, { TERM: 'dumb' }, false],
    ['auto', false, { FORCE_COLOR: '1' }, true],
    ['auto', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    ['auto', true, { FORCE_COLOR: '0' }, false],
    ['always', false, { NO_COLOR: '1' }, true],
    ['never', true, { FORCE_COLOR: '3' }, false],
  ] as const)('colors with --color %s, terminal %s, %j: %s', (color, isTTY, environment, expected) => {
    expect(terminalOf({ color }, { isTTY }, environment).color).toBe(expected);
  });
});

describe('paint', () => {
  it.each([
    ['Critical', '\u001b[1;31mCritical\u001b[22;39m'],
    ['Major', '\u001b[35mMajor\u001b[39m'],
    ['Minor', 'Minor'],
    ['Info', 'Info'],
  ])('shows level %s', (level, painted) => {
    expect(paint(level, toneOfLevel(level), true)).toBe(painted);
    expect(paint(level, toneOfLevel(level), false)).toBe(level);
  });

  it('leaves the spaces around a text alone', () => {
    expect(paint('  a b  ', 'strong', true)).toBe('  \u001b[1ma b\u001b[22m  ');
    expect(paint('   ', 'strong', true)).toBe('   ');
  });
});
