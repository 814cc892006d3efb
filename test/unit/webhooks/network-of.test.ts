import fc from 'fast-check';
import { expect, it } from 'vitest';
import { networkOf } from '../../../src/webhooks/network-of.ts';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2:3::6', '2001:db8:1:2'],
  ['2001:db8:1:2::1', '2001:db8:1:2'],
  ['2001:db8:1::1', '2001:db8:1:0'],
  ['2001:db8::3:4:5:6:7', '2001:db8:0:3'],
  ['2001::2:3:4:5:6:7', '2001:0:2:3'],
  ['::1:2:3:4:5:6:7', '0:1:2:3'],
  ['2001:DB8::', '2001:db8:0:0'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0'],
  ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['', ''],
])('the network of the address %j is %j', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

/** A group of an address: mostly small, and often zero, so that `::` has something to stand for. */
const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const groups = fc.array(group, { minLength: 8, maxLength: 8 });
/** A way to write the groups: which run of zeros becomes `::`, how wide each group is, and in which case. */
interface Way {
  readonly run: number;
  readonly width: number;
  readonly upper: boolean;
}

const way: fc.Arbitrary<Way> = fc.record({
  run: fc.nat(),
  width: fc.integer({ min: 1, max: 4 }),
  upper: fc.boolean(),
});

/** Runs of zeros, as first and behind the last group. */
function runsIn(all: readonly number[]): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const [at, one] of all.entries())
    if (one === 0)
      for (let end = at + 1; end <= all.length && all[end - 1] === 0; end++) runs.push([at, end]);
  return runs;
}

function written(all: readonly number[], { run, width, upper }: Way) {
  const texts = all.map((one) => one.toString(16).padStart(width, '0'));
  const runs = runsIn(all);
  const [first, end] = runs[run % (runs.length + 1)] ?? [];
  const text =
    first === undefined
      ? texts.join(':')
      : `${texts.slice(0, first).join(':')}::${texts.slice(end).join(':')}`;
  return upper ? text.toUpperCase() : text;
}

it('the network is the first half, however the address is written', () => {
  fc.assert(
    fc.property(groups, way, (all, how) => {
      const address = written(all, how);
      // The form of an IPv4 address belongs to one sender.
      fc.pre(!address.startsWith('::ffff:'));
      expect(networkOf(address)).toBe(
        all
          .slice(0, 4)
          .map((one) => one.toString(16))
          .join(':'),
      );
    }),
  );
});

it('two addresses have one network exactly when their first halves are the same', () => {
  const half = fc.array(group, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(half, half, half, way, way, (front, one, other, how, otherwise) => {
      fc.pre(front.some((part) => part !== 0));
      const address = networkOf(written([...front, ...one], how));
      expect(networkOf(written([...front, ...other], otherwise))).toBe(address);
      const elsewhere = front.with(3, ((front[3] ?? 0) + 1) % 0x10000);
      expect(networkOf(written([...elsewhere, ...one], how))).not.toBe(address);
    }),
  );
});
