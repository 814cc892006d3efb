import type { FileSystem, OpenFile } from '../../src/journals/file/disk/file-system.ts';

/** The same thing with some members changed. Everything else still reaches the original. */
export function changed<T extends object>(original: T, changes: Partial<T>): T {
  return new Proxy(original, {
    get(target, name) {
      if (Object.hasOwn(changes, name)) return Reflect.get(changes, name);
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

/** A file system whose new files are changed in this way. */
export function withFiles(fs: FileSystem, change: (file: OpenFile) => Partial<OpenFile>): FileSystem {
  return changed(fs, {
    create: async (path) => {
      const file = await fs.create(path);
      return changed(file, change(file));
    },
  });
}

/** Does nothing, as if it had been done. */
export const nothing = async (): Promise<void> => undefined;
