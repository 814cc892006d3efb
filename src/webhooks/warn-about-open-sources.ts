import type { Logger } from 'pino';
import type { Source } from '../sources/source-port.ts';

interface Listening {
  readonly webhooks: { readonly host: string };
  readonly tls: { readonly webhooks?: { readonly clientCaFile?: string | undefined } | undefined };
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Warns about each source to which anybody on the network can send alerts. */
export function warnAboutOpenSources(
  { webhooks, tls }: Listening,
  sources: ReadonlyMap<string, Source>,
  log: Logger,
): void {
  if (LOOPBACK.includes(webhooks.host) || tls.webhooks?.clientCaFile !== undefined) return;
  for (const { name, open } of sources.values())
    if (open)
      log.warn({ source: name }, 'anybody who can reach this source can send alerts to it; set its auth');
}
