import { headerOf as original } from '../../../../src/journals/file/segments/segment-header.ts';

export * from '../../../../src/journals/file/segments/segment-header.ts';

export const headerOf: typeof original = (scan) => {
  const header = original(scan);
  return header && { ...header, continues: undefined };
};
