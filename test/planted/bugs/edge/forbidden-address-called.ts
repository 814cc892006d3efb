import { forbiddenKind as original } from '../../../../src/egress/forbidden-address.ts';

export const forbiddenKind: typeof original = (address) => {
  const kind = original(address);
  return kind === 'not an address' ? kind : undefined;
};
