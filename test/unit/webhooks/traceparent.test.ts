import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTraceparent } from '../../../src/webhooks/traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const VALID = `00-${TRACE}-${SPAN}-01`;

describe('a header traceparent', () => {
  it.each([
    ['of version 00', VALID, '01'],
    ['that is not sampled', `00-${TRACE}-${SPAN}-00`, '00'],
    ['with flags that nobody knows yet', `00-${TRACE}-${SPAN}-ff`, 'ff'],
    ['of a later version', `01-${TRACE}-${SPAN}-01`, '01'],
    ['of the last version', `fe-${TRACE}-${SPAN}-03`, '03'],
    ['of a later version with more behind it', `cc-${TRACE}-${SPAN}-01-what-the-future-brings`, '01'],
    ['of a later version with an empty rest', `cc-${TRACE}-${SPAN}-01-`, '01'],
  ])('%s is read', (_, header, flags) => {
    expect(readTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, flags });
  });

  it.each([
    ['that is absent', undefined],
    ['that is empty', ''],
    ['that came as a list', [VALID]],
    ['that came twice', `${VALID}, ${VALID}`],
    ['of a later version that came twice', `01-${TRACE}-${SPAN}-01, 01-${TRACE}-${SPAN}-01`],
    ['of version ff', `ff-${TRACE}-${SPAN}-01`],
    ['of version 00 with more behind it', `${VALID}-more`],
    ['of version 00 with a hyphen behind it', `${VALID}-`],
    ['of a later version with other text behind it', `01-${TRACE}-${SPAN}-01.more`],
    ['without a version', `${TRACE}-${SPAN}-01`],
    ['with an id of the trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['with an id of the span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['of a later version with zeros', `01-${'0'.repeat(32)}-${SPAN}-01-x`],
    ['in capitals', VALID.toUpperCase()],
    ['with one capital', `00-${TRACE}-${SPAN}-0A`],
    ['with a short id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['with a long id', `00-${TRACE}a-${SPAN}-01`],
    ['with digits that are none', `00-${TRACE.replace('4', 'g')}-${SPAN}-01`],
    ['with digits of another script', `00-${TRACE.replace('4', '٤')}-${SPAN}-01`],
    ['with blanks around it', ` ${VALID} `],
    ['with a line feed behind it', `${VALID}\n`],
    ['with a line of its own', `${VALID}\n{"level":"error"}`],
    ['with an escape sequence', `00-${TRACE}-${SPAN}-\u001b[31m`],
    ['with dots', VALID.replaceAll('-', '.')],
    ['of 100,000 characters', `01-${TRACE}-${SPAN}-01-${'x'.repeat(100_000)}`],
    ['of another format (B3)', `${TRACE}-${SPAN}-1`],
  ])('%s is ignored', (_, header) => {
    expect(readTraceparent(header)).toBeUndefined();
  });

  it('never lets through anything but hexadecimal digits of fixed length', () => {
    const near = fc.stringMatching(/^[0-9a-fA-F-]{50,60}.{0,4}$/);
    fc.assert(
      fc.property(fc.oneof(near, fc.string(), fc.constant(VALID)), (header) => {
        const read = readTraceparent(header);
        if (!read) return;
        expect(Object.keys(read)).toEqual(['traceId', 'spanId', 'flags']);
        expect(Object.values(read).join(' ')).toMatch(/^[0-9a-f]{32} [0-9a-f]{16} [0-9a-f]{2}$/);
      }),
    );
  });
});
