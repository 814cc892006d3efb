import type { UnusedProxy } from '../egress/unused-proxies.ts';
import type { Finding } from './finding.ts';

const REMEDY =
  'set coc.proxy to its address where COC is only reached through it; sources are always called directly';

/** Tells which proxies of the environment the agent does not use. */
export function examineProxies(unused: readonly UnusedProxy[]): readonly Finding[] {
  return unused.map(({ variable, paths }) => ({
    check: 'proxy of the environment',
    result: 'skipped',
    words: `${variable} is set, but not used for ${paths.join(', ')}`,
    remedy: REMEDY,
  }));
}
