import { expect, it } from 'vitest';
import { orphanIndexesIn, segmentsIn } from '../../../../../src/journals/file/segments/segment-names.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';

const FOREIGN = [
  'notes',
  '1.log',
  '1.idx',
  '0000000008.idx.tmp',
  'a0000000008.log',
  '0000000000.log',
  '4000000001.log',
];

it('knows its segments, and the indexes without one, among the files of others', async () => {
  const fs = new SimulatedFileSystem();
  await fs.makeDirectory('/d');
  const ours = ['0000000001.log', '0000000001.idx', '0000000002.idx', '0000000003.log', '4000000000.log'];
  for (const name of [...ours, ...FOREIGN]) fs.put(`/d/${name}`, Buffer.alloc(1));
  expect(await segmentsIn(fs, '/d')).toEqual([1, 3, 4_000_000_000]);
  expect(await orphanIndexesIn(fs, '/d')).toEqual([2]);
});
