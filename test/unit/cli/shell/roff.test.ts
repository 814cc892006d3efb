import { describe, expect, it } from 'vitest';
import { paragraph, roff, tagged, typed } from '../../../../src/cli/shell/roff.ts';

describe('text for a man page', () => {
  it.each([
    ['--all', '\\-\\-all'],
    ["the agent's", 'the agent\\(aqs'],
    ['"a" `b` ~ ^', '\\(dqa\\(dq \\(gab\\(ga \\(ti \\(ha'],
    ['a\\b', 'a\\eb'],
    ['.hidden', '\\&.hidden'],
    ['3 × 告警 😀', '3 \\[u00D7] \\[u544A]\\[u8B66] \\[u1F600]'],
  ])('is what stood there: %s', (text, expected) => {
    expect(roff(text)).toBe(expected);
  });

  it('is wrapped, and no line becomes a request', () => {
    const lines = paragraph(`${'word '.repeat(15)}abc .b c 'd`);
    expect(lines).toEqual([`${'word '.repeat(15)}abc`, '\\&.b c \\(aqd']);
  });

  it('has stand-ins in italics, and what is typed in bold', () => {
    expect(typed('-c, --config <file> [ids...]')).toBe(
      '\\fB\\-c\\fR, \\fB\\-\\-config\\fR <\\fIfile\\fR> [\\fIids...\\fR]',
    );
    expect(tagged(typed('--all'), 'Select all.')).toEqual(['.TP', '\\fB\\-\\-all\\fR', 'Select all.']);
  });
});
