import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, fleetResourceSchema } from '../../../../src/emulator/fleet/fleet-resource.ts';
import { makeUpFleet } from '../../../../src/emulator/fleet/made-up-fleet.ts';

const distinct = (values: readonly string[]) => new Set(values).size;

describe('a made-up fleet', () => {
  it('is the same for a seed, and a bigger one begins with it', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 40 }), fc.nat({ max: 40 }), (seed, count, more) => {
        expect(makeUpFleet(count + more, seed).slice(0, count)).toEqual(makeUpFleet(count, seed));
      }),
      { numRuns: 20 },
    );
  });

  it('has ids and public addresses once, private ones at most twice and never in one region', () => {
    const fleet = makeUpFleet(10_000, 3);
    expect(distinct(fleet.map(({ id }) => id))).toBe(10_000);
    expect(distinct(fleet.map(({ resource_id }) => resource_id))).toBe(10_000);
    expect(distinct(fleet.map(({ agent_id }) => agent_id))).toBe(10_000);
    const places = fleet.map((server) => `${addressOf(server, 'fixed')} ${server.region_id}`);
    expect(distinct(places)).toBe(10_000);
    expect(distinct(fleet.map((server) => addressOf(server, 'fixed')))).toBe(
      10_000 - Math.floor(10_000 / 12),
    );
    const publicOnes = fleet
      .map((server) => addressOf(server, 'floating'))
      .filter((address) => address !== '');
    expect(distinct(publicOnes)).toBe(publicOnes.length);
  });
});

describe('the address of a resource', () => {
  it.each([[{}], [{ addresses: 'x' }], [{ addresses: [1] }], [{ addresses: [{ addr: '10.0.0.1' }] }]])(
    'is empty with the properties %j',
    (properties) => {
      const resource = fleetResourceSchema.parse({ id: '1', resource_id: 'r', name: 'x', properties });
      expect(addressOf(resource, 'fixed')).toBe('');
    },
  );
});
