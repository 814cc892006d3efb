/** The settings that differ between the agents of the bench. */
export interface Settings {
  readonly dataDir: string;
  readonly cocUrl: string;
  /** The number of simultaneous calls to COC. */
  readonly concurrency: number;
  /**
   * The URL of the Alertmanager whose active alerts are listed every few seconds; without it there is no
   * reconciliation.
   */
  readonly reconcileUrl?: string;
}

/**
 * Makes a configuration with limits that are never reached, in which every alert is reported. The rest is
 * default.
 */
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
