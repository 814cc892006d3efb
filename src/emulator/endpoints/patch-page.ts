import type { Call } from '../call.ts';
import type { FieldRule, FieldRules } from '../contract/check-fields.ts';
import type { JsonObject } from '../contract/json-object.ts';
import type { EmulatorSettings } from '../options.ts';
import { type Page, pageOf } from './page-of.ts';

/** A filter by a text. The reference has no lengths: the longest one here is what a request line can hold. */
export const anyText: FieldRule = { kind: 'text', required: false, min: 0, max: 8_000 };

/** Rules for the page and the direction of a list about patches. */
export const patchPageRules: FieldRules = {
  offset: { kind: 'long', required: false, min: 1, max: 1_000_000 },
  limit: { kind: 'long', required: false, min: 1, max: 100 },
  sort_dir: { kind: 'enum', required: false, values: ['asc', 'desc'] },
};

/**
 * Cuts a page out of reports or patches, the latest of which come first unless `sort_dir` is `asc`. Those without a time are
 * the oldest. Whether the reference's `offset` counts pages or rows is an option; that the latest come first is an assumption.
 */
export function patchPage<Row>(
  rows: readonly Row[],
  timeOf: (row: Row) => number | null,
  { offset = 1, limit = 10, sort_dir }: JsonObject,
  { listing }: Call,
  { patchOffset }: EmulatorSettings,
): Page<Row> {
  const sign = sort_dir === 'asc' ? 1 : -1;
  const sorted = rows.toSorted((a, b) => sign * ((timeOf(a) ?? 0) - (timeOf(b) ?? 0)));
  const take = Number(limit);
  const start = Number(offset);
  return pageOf(sorted, patchOffset === 'page' ? { page: start, take } : { skip: start - 1, take }, listing);
}

/** True when a value passes a filter that demands exactly this; an empty filter passes everything. */
export function isWanted(wanted: unknown, actual: string | null): boolean {
  return wanted === undefined || wanted === '' || wanted === actual;
}

/** True when a name passes a filter that demands a part of it, in any case of letters. */
export function hasPart(wanted: unknown, actual: string): boolean {
  return typeof wanted !== 'string' || actual.toLowerCase().includes(wanted.toLowerCase());
}
