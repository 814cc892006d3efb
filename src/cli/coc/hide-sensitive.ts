const HIDDEN = '<hidden>';

/**
 * A copy of JSON in which no value of a sensitive parameter of a script is left.
 *
 * @param names - parameters that are sensitive though the text itself does not say so
 */
export function hideSensitive(json: unknown, names: ReadonlySet<string> = new Set()): unknown {
  if (Array.isArray(json)) return json.map((one) => hideSensitive(one, names));
  if (typeof json !== 'object' || json === null) return json;
  const fields = Object.entries(json).map(([name, value]) => [name, hideSensitive(value, names)] as const);
  const copy: Record<string, unknown> = Object.fromEntries(fields);
  const { param_name: name, param_value: value, sensitive } = copy;
  if (typeof name !== 'string' || value === undefined || value === null || value === '') return copy;
  return isTrue(sensitive) || names.has(name) ? { ...copy, param_value: HIDDEN } : copy;
}

function isTrue(flag: unknown): boolean {
  return flag === true || flag === 'true';
}
