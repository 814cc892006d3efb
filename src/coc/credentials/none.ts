import type { Credentials } from './credentials.ts';

/** No credentials: for an emulator that does not ask for any. */
export const noCredentials: Credentials = {
  signed: false,
  authorize: async () => ({ kind: 'headers', headers: {} }),
  renew: () => false,
  version: () => '0',
  secrets: () => [],
  close: async () => undefined,
};
