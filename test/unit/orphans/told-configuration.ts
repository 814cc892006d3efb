import type { TellingSettings } from '../../../src/orphans/change.ts';

/** Settings of a configuration with one source and one integration. */
export const TOLD_SETTINGS: Omit<TellingSettings, 'digests'> = {
  names: { sources: new Map([['prod', 'alertmanager']]), integrations: ['default'], policies: [] },
  ...{ renamed: { sources: {}, integrations: {} }, endpoint: 'https://coc', account: {} },
  ...{ dataDir: 'd', directory: '/d', workingDirectory: '/', resendOn: [], resolveHold: 0, policies: [] },
  ...{ heartbeats: [], stale: {}, budget: { gather: 0 } },
};

/** Makes the settings of a configuration, which differ from that in these. */
export function toldSettingsOf({
  key = '1',
  ...changes
}: Partial<TellingSettings> & { readonly key?: string }) {
  return (salt: string): TellingSettings => ({
    ...{ ...TOLD_SETTINGS, digests: { salt, keys: { default: `${salt} ${key}` } } },
    ...changes,
  });
}
