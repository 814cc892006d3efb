import { describe, expect, it } from 'vitest';
import { expose } from '../../../src/observability/expose.ts';
import { createMetrics } from '../../../src/observability/metrics.ts';

const metrics = createMetrics({ version: '1.2.3' });
const TYPE = /^# TYPE (\S+) (\S+)$/gm;
const typesIn = (text: string) =>
  new Map([...text.matchAll(TYPE)].map(([, name = '', type]) => [name, type]));

describe('the exposed text', () => {
  it('calls nothing a gauge whose name says that it only grows, and nothing a counter whose name does not', async () => {
    const types = [...typesIn(await expose(metrics))];
    const named = ([name]: readonly [string, unknown]) => name.endsWith('_total');
    expect(types.filter((one) => named(one) && !['counter', 'untyped'].includes(`${one[1]}`))).toEqual([]);
    expect(types.filter((one) => !named(one) && one[1] === 'counter')).toEqual([]);
  });

  it('has every metric under its name, and all but three with their type', async () => {
    const plain = typesIn(await metrics.registry.metrics());
    const exposed = typesIn(await expose(metrics));
    expect([...exposed.keys()]).toEqual([...plain.keys()]);
    const changed = [...plain].filter(([name, type]) => exposed.get(name) !== type);
    expect(changed).toEqual([
      ['nodejs_active_resources_total', 'gauge'],
      ['nodejs_active_handles_total', 'gauge'],
      ['nodejs_active_requests_total', 'gauge'],
    ]);
  });
});
