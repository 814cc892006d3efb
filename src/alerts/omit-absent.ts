/** An object without the properties that are undefined, as exact optional properties want it. */
type Present<T extends object> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined, so that what an alert does not have is absent rather than empty. */
export function omitAbsent<T extends object>(fields: T): Present<T> {
  const present: Partial<T> = {};
  for (const name in fields) if (fields[name] !== undefined) present[name] = fields[name];
  return present as unknown as Present<T>;
}
