import type { EntryBody } from '../../events/entry.ts';

/** True when COC gets the same for both entries. They have the same kind, and the same alert. */
export function sameContent(one: EntryBody, other: EntryBody): boolean {
  return sameJson(contentOf(one), contentOf(other));
}

function contentOf({ configuration, again, ...body }: EntryBody): object {
  const { alert, ...content } = body as typeof body & { readonly alert?: unknown };
  return content;
}

/** Compares values as JSON has them, where an absent field and an undefined one are the same. */
function sameJson(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return Object.is(one, other);
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => sameJson(one[name], other[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
