import type { Credentials } from './credentials.ts';

/** No credentials, for an emulator that does not require any. */
export const noCredentials: Credentials = {
  signed: false,
  authorize: async () => ({ kind: 'headers', headers: {} }),
  renew: () => false,
  version: () => '0',
  identity: () => ({ credentials: [], scope: [] }),
  secrets: () => [],
  close: async () => undefined,
};
