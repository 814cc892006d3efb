/** Type of an object without its undefined properties, for `exactOptionalPropertyTypes`. */
type Present<T extends object> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Copies an object without its undefined properties. */
export function omitAbsent<T extends object>(fields: T): Present<T> {
  const present: Partial<T> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  return present as unknown as Present<T>;
}
