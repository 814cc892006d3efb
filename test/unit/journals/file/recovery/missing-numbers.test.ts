import { expect, it } from 'vitest';
import { SKIPPED_NUMBERS } from '../../../../../src/journals/file/inventory.ts';
import { MissingNumbers } from '../../../../../src/journals/file/recovery/missing-numbers.ts';

const FILE = '0000000001.log';

/** The holes and the gap between numbers of which each follows the one before. */
function missingBetween(...numbers: readonly number[]) {
  const missing = new MissingNumbers();
  numbers.slice(1).forEach((after, i) => {
    missing.between(numbers[i] ?? 0, after);
  });
  const { firstSeq, lastSeq, events } = missing.gap(FILE, 7) ?? {};
  return { holes: missing.holes, firstSeq, lastSeq, events };
}

it('counts the numbers between those that are there, and the places where they are missing', () => {
  expect(missingBetween(1, 2, 3)).toEqual({ holes: 0 });
  expect(missingBetween(1, 3)).toEqual({ holes: 1, firstSeq: 2, lastSeq: 2, events: 1 });
  expect(missingBetween(0, 4, 5, 8)).toEqual({ holes: 2, firstSeq: 1, lastSeq: 7, events: 5 });
  expect(missingBetween(5, 5, 4)).toEqual({ holes: 0 });
});

it('tells numbers that a start skipped on purpose from missing ones', () => {
  const most = SKIPPED_NUMBERS / 2;
  expect(missingBetween(1, most + 1)).toMatchObject({ holes: 1, events: most - 1 });
  expect(missingBetween(1, most + 2)).toEqual({ holes: 0 });
});

it('makes a gap of records of its file', () => {
  const missing = new MissingNumbers();
  missing.between(1, 3);
  expect(missing.gap(FILE, 7)).toMatchObject({ kind: 'records', file: FILE, foundAt: 7, isNew: true });
});
