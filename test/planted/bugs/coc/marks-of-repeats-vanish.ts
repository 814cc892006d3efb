import { encodeAlarm as original } from '../../../../src/coc/encode-alarm.ts';

export * from '../../../../src/coc/encode-alarm.ts';

export const encodeAlarm: typeof original = ({ reassertion: _, flaps: __, ...entry }, ...rest) =>
  original(entry, ...rest);
