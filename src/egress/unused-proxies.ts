import type { CalledAddress } from './destinations.ts';

/** A variable of the environment that names a proxy, and the addresses for which other programs would use it. */
export interface UnusedProxy {
  readonly variable: string;
  /** Keys of the addresses in the configuration. */
  readonly paths: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that name a proxy, by the protocol of the address. The first one that is set counts. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
};
const THIS_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Finds the proxies of the environment that are not used, because only `coc.proxy` counts. An address that `NO_PROXY`
 * excludes, that is on this machine, or that is called through `coc.proxy`, needs none. Values are never returned:
 * they may hold a password.
 */
export function unusedProxies(
  called: readonly CalledAddress[],
  environment: Environment,
): readonly UnusedProxy[] {
  const paths = new Map<string, string[]>();
  for (const { path, url, resolvedBy } of called) {
    if (resolvedBy === 'proxy' || path === 'coc.proxy') continue;
    const variable = variableFor(new URL(url), environment);
    if (variable !== undefined) paths.set(variable, [...(paths.get(variable) ?? []), path]);
  }
  return [...paths].map(([variable, of]) => ({ variable, paths: of }));
}

function variableFor(url: URL, environment: Environment): string | undefined {
  const excluded = environment.no_proxy ?? environment.NO_PROXY ?? '';
  if (THIS_MACHINE.test(url.hostname) || isExcluded(url, excluded)) return undefined;
  return VARIABLES[url.protocol]?.find((name) => environment[name]);
}

/** True when a list such as `localhost,.example.com` has the host of a URL. */
function isExcluded({ hostname, port, protocol }: URL, list: string): boolean {
  const portOf = port || (protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', only] = /^\*?\.?(.+?)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === '' || (only !== undefined && only !== portOf)) return false;
      return hostname === name || hostname.endsWith(`.${name}`);
    });
}
