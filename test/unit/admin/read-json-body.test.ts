import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJsonBody } from '../../../src/admin/read-json-body.ts';
import { bodyBudget } from '../../../src/http/body-budget.ts';

const LATIN_1 = Buffer.from('{"again":"\xe9"}', 'latin1');

const schema = z.strictObject({ again: z.literal(true) });

function requestWith(...chunks: readonly (string | Buffer)[]): IncomingMessage {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk as string)));
  return Object.assign(stream, { headers: {} }) as unknown as IncomingMessage;
}

describe('a JSON body', () => {
  it.each([
    ['of the schema', ['{"again"', ':true}'], { kind: 'read', value: { again: true } }],
    ['that is not JSON', ['{'], { kind: 'refused', status: 400, error: 'the body is not JSON' }],
    ['that is empty', [''], { kind: 'refused', status: 400, error: /empty/ }],
    ['that is not UTF-8', [LATIN_1], { kind: 'refused', status: 400, error: /not UTF-8/ }],
    [
      'nested too deep',
      ['['.repeat(65), ']'.repeat(65)],
      { kind: 'refused', status: 400, error: /deeper than 64/ },
    ],
    ['of another shape', ['{"again":1}'], { kind: 'refused', status: 400, error: /again/ }],
    ['over the limit', ['x'.repeat(201)], { kind: 'refused', status: 413, error: /larger than 200 bytes/ }],
  ])('%s is answered as such, and gives its memory back', async (_what, chunks, expected) => {
    const budget = bodyBudget(() => 200);
    const read = await readJsonBody(requestWith(...chunks), { schema, maxBytes: 200, budget });
    const { error } = expected as { readonly error?: string | RegExp };
    expect(read).toEqual({ ...expected, ...(error && { error: expect.stringMatching(error) }) });
    expect(budget.take(200)).toBe(true);
  });

  it('is refused with 503 while others use the memory', async () => {
    const budget = bodyBudget(() => 100);
    budget.take(90);
    const read = await readJsonBody(requestWith('{"again":true}'), { schema, maxBytes: 100, budget });
    expect(read).toMatchObject({ kind: 'refused', status: 503 });
    expect(budget.take(10)).toBe(true);
  });

  it('is aborted when its sender leaves', async () => {
    const request = requestWith('{');
    request.destroy();
    const budget = bodyBudget(() => 100);
    expect(await readJsonBody(request, { schema, maxBytes: 100, budget })).toEqual({ kind: 'aborted' });
  });
});
