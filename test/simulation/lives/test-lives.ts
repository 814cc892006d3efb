import { expect, it } from 'vitest';
import { type Case, type Lived, lead } from '../life.ts';
import { FIRST_SEED, LIVES, report } from './budget.ts';
import { keepFailing } from './failing-lives.ts';
import { shrink } from './shrink.ts';

/** Lines of the trace that an error shows. */
const SHOWN_LINES = 400;

/** Leads one life. @throws with all that happened, when it breaks a promise. */
export async function expectGoodLife(one: Case): Promise<void> {
  const lived = await lead(one);
  if (lived.violations.length > 0) throw await failure(one, lived);
}

/** Tests every `of`-th life of the budget, beginning with this one. Several files share the cores. */
export function testLives(first: number, of: number): void {
  it(`each life of part ${first + 1} of ${of} keeps all promises`, async () => {
    const began = performance.now();
    let led = 0;
    for (let i = first; i < LIVES; i += of) {
      await expectGoodLife({ seed: FIRST_SEED + i });
      led += 1;
    }
    const ms = (performance.now() - began) / Math.max(1, led);
    report(`${led} lives, ${ms.toFixed(1)} ms each`);
    expect(led).toBeGreaterThan(0);
  });
}

async function failure(one: Case, before: Lived): Promise<Error> {
  const { shrunk, lived } = await shrink(one, before);
  const line = keepFailing(shrunk);
  const broken = lived.violations.map(({ invariant, what }) => `  ${invariant}: ${what}`);
  const happened = lived.trace.slice(-SHOWN_LINES).join('\n');
  return new Error(
    `this life fails (it is in test/simulation/failing-lives.jsonl now):\n${line}\n${broken.join('\n')}\n` +
      `What happened, in seconds since its beginning:\n${happened}`,
  );
}
