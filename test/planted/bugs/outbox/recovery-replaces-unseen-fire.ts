import { queueAndCollapse as original } from '../../../../src/outbox/decide/collapse.ts';

export const queueAndCollapse: typeof original = (known, ...rest) =>
  original(known && known.state !== 'tombstone' ? { ...known, cocFires: true } : known, ...rest);
