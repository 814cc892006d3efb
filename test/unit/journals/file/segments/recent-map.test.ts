import { expect, it } from 'vitest';
import { RecentMap } from '../../../../../src/journals/file/segments/recent-map.ts';

it('keeps the values that were put last, as many as it may', () => {
  const map = new RecentMap<string, number>(2);
  map.put('a', 1);
  map.put('b', 2);
  expect([map.get('a'), map.get('b')]).toEqual([1, 2]);
  map.put('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, 2, 3]);
});

it('keeps a value longer that is put again, with its new content', () => {
  const map = new RecentMap<string, number>(2);
  map.put('a', 1);
  map.put('b', 2);
  map.put('a', 9);
  map.put('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([9, undefined, 3]);
});

it('has room again for a value that was deleted', () => {
  const map = new RecentMap<string, number>(2);
  map.put('a', 1);
  map.put('b', 2);
  map.delete('a');
  map.put('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, 2, 3]);
});
