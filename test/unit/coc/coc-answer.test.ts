import { describe, expect, it } from 'vitest';
import { readCocAnswer } from '../../../src/coc/coc-answer.ts';

const read = (body: unknown, headers: Record<string, string> = {}) =>
  readCocAnswer({
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    truncated: false,
  });

describe('the words of an answer', () => {
  it.each([
    ['of COC', { error_code: 'COC.1', error_msg: 'no' }, 'COC.1', 'no'],
    ['of IAM', { error: { code: 401, message: 'wrong', title: 'Unauthorized' } }, '401', 'wrong'],
    ['beside an error that is only a word', { error: 'oh', code: 'C.1', msg: 'no' }, 'C.1', 'no'],
    ['under later names, when the first ones are empty', { error_code: '', code: 'C.1' }, 'C.1', ''],
    ['under later names, when the first ones are null', { error_msg: null, message: 'no' }, undefined, 'no'],
    ['under later names, when the first ones are lists', { error_msg: [7], message: 'no' }, undefined, 'no'],
    ['under no name', {}, undefined, ''],
    ['of a web page', '<html>', undefined, '<html>'],
    ['of a list', '["COC.1"]', undefined, '["COC.1"]'],
  ])('%s are found', (_whose, body, code, message) => {
    expect(read(body)).toMatchObject({ code, message });
  });

  it('are not looked for in JSON that was cut', () => {
    const cut = readCocAnswer({ headers: {}, body: '{"error_code":"COC.1"}', truncated: true });
    expect(cut).toMatchObject({ json: undefined, code: undefined, message: '{"error_code":"COC.1"}' });
  });
});

describe('the id of a request', () => {
  it.each<[string, Record<string, string>, unknown, string | undefined]>([
    ['that COC names', { 'x-request-id': 'r1', 'x-iam-trace-id': 't1' }, { request_id: 'b1' }, 'r1'],
    ['that IAM names', { 'x-iam-trace-id': 't1' }, { request_id: 'b1' }, 't1'],
    ['in the body', {}, { request_id: 'b1' }, 'b1'],
    ['that is empty', { 'x-request-id': '' }, {}, undefined],
    ['that is no text', {}, { request_id: 5 }, undefined],
    ['of nobody', {}, {}, undefined],
  ])('%s is %j with the body %j: %s', (_whose, headers, body, expected) => {
    expect(read(body, headers).requestId).toBe(expected);
  });
});
