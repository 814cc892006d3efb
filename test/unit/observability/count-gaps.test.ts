import { expect, it } from 'vitest';
import { countGaps } from '../../../src/observability/count-gaps.ts';
import { createMetrics } from '../../../src/observability/metrics.ts';
import type { Gap } from '../../../src/outbox/ports/gap.ts';

it('counts what this start has found, and the events in it, but nothing that an earlier one has found', async () => {
  const metrics = createMetrics({ version: '1' });
  const gap: Gap = { kind: 'segment', file: '0000000001.log', events: 40, foundAt: 1, isNew: true };
  countGaps(metrics, [
    gap,
    { ...gap, kind: 'records', events: 2 },
    { kind: 'history', file: '0000000002.log', foundAt: 1, isNew: true },
    { ...gap, file: '0000000003.log', isNew: false },
  ]);
  const text = await metrics.registry.metrics();
  expect(text).toMatch(/entries_lost_total 42$/m);
  expect(text).toMatch(/missing_files_total\{kind="segment"\} 1$/m);
  expect(text).toMatch(/missing_files_total\{kind="records"\} 1$/m);
  expect(text).toMatch(/missing_files_total\{kind="history"\} 1$/m);
});
