/** Keys and indexes that lead to a place in a configuration. */
export type ConfigPath = readonly (string | number)[];

const PLAIN_KEY = /^[A-Za-z0-9_-]+$/;
const STEP = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([A-Za-z0-9_-]+)/y;

/** Formats a path for people: `routes[0].match`, `alarm.levels["a b"]`; empty for the whole file. */
export function formatPath(path: ConfigPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!PLAIN_KEY.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/**
 * Parses the result of {@link formatPath}. It stops at the first unreadable step, which gives an outer place.
 */
export function parsePath(text: string): ConfigPath {
  const path: (string | number)[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.charAt(at) === '.') at += 1;
    STEP.lastIndex = at;
    const step = STEP.exec(text);
    if (!step) break;
    const [whole, index, quoted, key] = step;
    if (index !== undefined) path.push(Number(index));
    else path.push(quoted === undefined ? String(key) : String(JSON.parse(quoted)));
    at += whole.length;
  }
  return path;
}

/** Returns the value at a path; undefined when there is none. */
export function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
