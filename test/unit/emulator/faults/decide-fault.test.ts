import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideFault, type FaultRequest, type Tally } from '../../../../src/emulator/faults/decide-fault.ts';
import { type FaultRulesInput, faultRulesSchema } from '../../../../src/emulator/faults/fault.ts';
import { randomAt } from '../../../../src/emulator/faults/random-at.ts';

const alarm: FaultRequest = {
  path: '/v1/event/huawei/custom/key1',
  operation: 'alarm',
  alarmId: 'a1',
  integrationKey: 'key1',
};

/** Which rules apply to the requests, by index; -1 for none. */
function run(input: FaultRulesInput, requests: readonly FaultRequest[]): number[] {
  const rules = faultRulesSchema.parse(input);
  let tallies: readonly Tally[] = [];
  return requests.map((request) => {
    const decision = decideFault(rules, tallies, request);
    tallies = decision.tallies;
    return decision.applies ? rules.rules.indexOf(decision.applies.rule) : -1;
  });
}

const reset = { type: 'reset-before' } as const;

describe('the choice of a fault', () => {
  it.each([
    [{}, 0],
    [{ path: '/v1/event' }, 0],
    [{ path: '/v2' }, -1],
    [{ path: '^/v1/.*/key\\d$' }, 0],
    [{ path: '^/key1' }, -1],
    [{ operation: 'alarm' as const }, 0],
    [{ operation: 'token' as const }, -1],
    [{ alarmId: 'a1' }, 0],
    [{ alarmId: 'a2' }, -1],
    [{ integrationKey: 'key1', alarmId: 'a1' }, 0],
    [{ integrationKey: 'key2', alarmId: 'a1' }, -1],
  ])('matches %j with rule %i', (match, index) => {
    expect(run({ rules: [{ match, fault: reset }] }, [alarm])).toEqual([index]);
  });

  it('takes the first rule that matches', () => {
    const rules = [{ match: { alarmId: 'other' }, fault: reset }, { fault: reset }, { fault: reset }];
    expect(run({ rules }, [alarm])).toEqual([1]);
  });

  it('takes the next rule when one is used up', () => {
    const rules = [
      { times: 2, fault: reset },
      { times: 1, fault: reset },
    ];
    expect(run({ rules }, [alarm, alarm, alarm, alarm])).toEqual([0, 0, 1, -1]);
  });

  it('never applies a rule of probability 0, and always one of probability 1', () => {
    const rules = [
      { probability: 0, fault: reset },
      { probability: 1, fault: reset },
    ];
    expect(new Set(run({ rules }, Array(200).fill(alarm)))).toEqual(new Set([1]));
  });

  it('depends on the seed', () => {
    const rules = [{ probability: 0.5, fault: reset }];
    const requests = Array<FaultRequest>(64).fill(alarm);
    expect(run({ seed: 7, rules }, requests)).toEqual(run({ seed: 7, rules }, requests));
    expect(run({ seed: 7, rules }, requests)).not.toEqual(run({ seed: 8, rules }, requests));
  });

  it('does not depend on requests that the rule does not match', () => {
    const rules = [{ match: { alarmId: 'a1' }, probability: 0.5, fault: reset }];
    const other = { ...alarm, alarmId: 'a2' };
    const alone = run({ rules }, Array<FaultRequest>(32).fill(alarm));
    const mixed = run(
      { rules },
      Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? alarm : other)),
    );
    expect(mixed.filter((_, index) => index % 2 === 0)).toEqual(alone);
  });

  it('draws evenly from [0, 1) for every seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(20), (seed, stream) => {
        const draws = Array.from({ length: 1_000 }, (_, n) => randomAt(seed, stream, n));
        expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
        const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
        expect(mean).toBeGreaterThan(0.43);
        expect(mean).toBeLessThan(0.57);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the rules', () => {
  it.each([
    { rules: [{ fault: { type: 'explode' } }] },
    { rules: [{ fault: { type: 'status' } }] },
    { rules: [{ fault: { type: 'status', status: 100 } }] },
    { rules: [{ fault: { type: 'status', status: 429, retryAfter: 'a\r\nb: c' } }] },
    { rules: [{ probability: 2, fault: reset }] },
    { rules: [{ match: { path: '^(' }, fault: reset }] },
    { rules: [{ match: { verb: 'GET' }, fault: reset }] },
    { rules: [{ fault: { ...reset, after: 1 } }] },
    { rules: [{ fault: { type: 'late' } }] },
    { rules: [{ fault: { type: 'hang', commitAfterMs: { min: 2, max: 1 } } }] },
    { rules: [{ fault: { type: 'hang', commitAfterMs: -1 } }] },
    { rules: [{ fault: { type: 'reset-before', commitAfterMs: 1 } }] },
    { rules: [{ fault: { type: 'list', totalAs: 'word' } }] },
    { rules: [{ fault: { type: 'list', pageCap: 0 } }] },
    { rules: [{ fault: { type: 'redirect', status: 304, location: '/' } }] },
    { seed: 'x', rules: [] },
    {},
  ])('are refused as malformed: %j', (input) => {
    expect(faultRulesSchema.safeParse(input).success).toBe(false);
  });
});
