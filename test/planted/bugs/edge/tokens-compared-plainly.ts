import { secretSourceOf } from '../../../../src/settings/secret.ts';
import { credentialsCheck as original } from '../../../../src/sources/authentication.ts';

export * from '../../../../src/sources/authentication.ts';

export const credentialsCheck: typeof original = (config, clock) => {
  const check = original(config, clock);
  if (!check) return undefined;
  const tokens = (config?.bearer ?? []).map((entry) => secretSourceOf(entry, 'token', clock));
  return (headers) =>
    tokens.some((token) => headers.authorization === `Bearer ${token?.current().reveal()}`)
      ? { ok: true }
      : check(headers);
};
