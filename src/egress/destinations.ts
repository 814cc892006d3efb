import type { ConfigIssue } from '../errors.ts';
import type { EgressSettings } from './config.ts';
import { Egress } from './egress.ts';

/** The parts of a configuration that name addresses to call. */
export interface CallingSections {
  readonly coc: {
    readonly endpoint: string;
    readonly proxy?: string | undefined;
    readonly auth: { readonly type: string; readonly iamEndpoint?: string | undefined };
  };
  readonly sources: Readonly<Record<string, { readonly reconcile?: { readonly url: string } | undefined }>>;
}

/** An address that a configuration makes the agent call. */
export interface CalledAddress {
  /** Its key in the configuration. */
  readonly path: string;
  readonly url: string;
  readonly resolvedBy: 'agent' | 'proxy';
}

/** Lists all addresses that a configuration makes the agent call. */
export function calledAddresses({ coc, sources }: Partial<CallingSections>): readonly CalledAddress[] {
  const called: CalledAddress[] = [];
  if (coc) {
    const resolvedBy = coc.proxy === undefined ? 'agent' : 'proxy';
    called.push({ path: 'coc.endpoint', url: coc.endpoint, resolvedBy });
    const { iamEndpoint } = coc.auth;
    if (iamEndpoint !== undefined)
      called.push({ path: 'coc.auth.iamEndpoint', url: iamEndpoint, resolvedBy });
    if (coc.proxy !== undefined) called.push({ path: 'coc.proxy', url: coc.proxy, resolvedBy: 'agent' });
  }
  for (const [name, { reconcile }] of Object.entries(sources ?? {}))
    if (reconcile)
      called.push({ path: `sources.${name}.reconcile.url`, url: reconcile.url, resolvedBy: 'agent' });
  return called;
}

/** Finds the addresses of a configuration that are refused, whatever DNS says. */
export function checkEgress(
  sections: Partial<CallingSections>,
  settings: EgressSettings,
): readonly ConfigIssue[] {
  const egress = new Egress(settings);
  return calledAddresses(sections).flatMap(({ path, url, resolvedBy }) => {
    const refusal = egress.refusalOf(url, resolvedBy);
    return refusal ? [{ path, message: `is not called: ${refusal.message}` }] : [];
  });
}
