import { expect, it } from 'vitest';
import { layoutOf, ownNames } from '../../../../src/journals/file/layout.ts';

const LONGEST = 'x'.repeat(100);

it.each([
  [
    '/d',
    [
      'epoch.json',
      'inventory.json',
      'home.json',
      'refused-credentials.json',
      'asked-waits.json',
      'reserve.bin',
      'reserve-1.bin',
      'reserve-15.bin',
    ],
    ['reserve-123.bin', 'reserve1.bin'],
  ],
  ['/d/segments', ['0000000001.log', '0000000001.idx'], ['1.log', '00000000001.log', '0000000001.tmp']],
  ['/d/history', ['0000000001.log', '0000000001.idx'], ['1.log', '00000000001.log', '0000000001.tmp']],
  ['/d/ledger', ['shard-007.json'], ['shard-7.json', 'shard-0070.json']],
  [
    '/d/dead-letters',
    ['entry-9.json', 'entry-9.json.gone', 'kept.list', `${LONGEST}.json`],
    ['a b.json', '.json', `${LONGEST}x.json`, 'entry-9.json.old'],
  ],
])('the names of ours in %s are told from those of others', (directory, ours, others) => {
  const { names } = ownNames(layoutOf('/d')).find((one) => one.directory === directory) ?? {};
  const nearly = ours.flatMap((name) => [`my ${name}`, `${name}~`]);
  expect([...ours, ...others, ...nearly].filter((name) => names?.test(name))).toEqual(ours);
});
