import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../../src/webhooks/with-deadline.ts';

describe('work with a deadline', () => {
  it('gives its result, or its error, when it ends in time', async () => {
    expect(await withDeadline(Promise.resolve('done'), 1_000)).toBe('done');
    await expect(withDeadline(Promise.reject(new Error('broken')), 1_000)).rejects.toThrow('broken');
  });

  it('is late after that, and goes on', async () => {
    let finish: (value: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => {
      finish = resolve;
    });
    expect(await withDeadline(work, 1)).toBe('late');
    finish('done');
    expect(await work).toBe('done');
  });
});
