/** What differs from agent to agent. */
export interface Settings {
  readonly dataDir: string;
  readonly cocUrl: string;
  /** Calls to COC at once. */
  readonly concurrency: number;
  /** Where its Alertmanager is asked what is active, every few seconds; without it, it is not. */
  readonly reconcileUrl?: string;
}

/** The configuration of the agents of the bench: bounds out of the way, every alert told, and all else as it is by default. */
export function benchConfig({ dataDir, cocUrl, concurrency, reconcileUrl }: Settings) {
  const reconcile = reconcileUrl && { url: reconcileUrl, receivers: ['coc'], every: '5s' };
  return {
    dataDir,
    log: { level: 'error' },
    coc: {
      endpoint: cocUrl,
      integrationKey: '0123456789abcdef0123456789abcdef',
      auth: { type: 'none' },
      connections: concurrency,
    },
    sources: { alertmanager: { type: 'alertmanager', ...(reconcile && { reconcile }) } },
    alarm: { applicationId: '65659ae2f42bf80e5f3f0635', regionId: 'cn-north-4', collapse: false },
    delivery: { concurrency },
    outbox: { maxEntries: 10_000_000, maxSeriesPerSource: 10_000_000, minFreeDisk: '1MiB' },
  };
}
