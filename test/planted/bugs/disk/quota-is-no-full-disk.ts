import { codeOf, isDiskFull as original } from '../../../../src/journals/file/disk/disk-errors.ts';

export * from '../../../../src/journals/file/disk/disk-errors.ts';

export const isDiskFull: typeof original = (error) => codeOf(error) !== 'EDQUOT' && original(error);
