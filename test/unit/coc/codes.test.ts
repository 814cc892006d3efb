import { describe, expect, it } from 'vitest';
import { isServiceCode, refusalOf } from '../../../src/coc/codes.ts';

describe('the meaning of a code', () => {
  it.each([
    ['APIG.0101', 'no-such-api'],
    ['APIGW.0101', 'no-such-api'],
    ['COC.00040603', 'gone'],
    ['common.01010001', 'token'],
  ])('of %s is %s', (code, meaning) => {
    expect(refusalOf(code, '')).toBe(meaning);
  });

  it.each([
    ...[undefined, '', 'X.APIG.0101', 'APIG.01011', 'APIG.0101.', 'APIGWW.0101', 'apig.0101'],
    ...['0101', 'APIG.9999', 'COC.1', 'COC.000406030', 'constructor'],
  ])('is left to the status for %j', (code) => {
    expect(refusalOf(code, '')).toBeUndefined();
  });

  it('is a passing fault of COC only for the one code that stands for that too', () => {
    const meaning = (code: string, message: string) => refusalOf(code, message);
    expect(meaning('COC.00040701', ' Internal server error. ')).toBe('server-entry');
    expect(meaning('COC.00040701', 'alarmId must not be null')).toBe('bad-request');
    expect(meaning('COC.00000001', 'Internal server error')).toBe('bad-request');
    expect(meaning('COC.00099999', 'Internal server error')).toBeUndefined();
  });
});

it.each([
  ['COC.00000001', true],
  ['GOM.1', true],
  ['common.01010001', true],
  ['APIG.0101', false],
  ['MYCOC.00000001', false],
  ['COC.00000001x', false],
  ['COC.', false],
  ['', false],
  [undefined, false],
])('%j is a code of COC itself: %s', (code, isOurs) => {
  expect(isServiceCode(code)).toBe(isOurs);
});
