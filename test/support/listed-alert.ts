/** An alert as Alertmanager lists it. */
export interface ListedOptions {
  readonly name: string;
  readonly severity?: string;
  readonly state?: 'active' | 'suppressed' | 'unprocessed';
  readonly startsAt?: string;
  readonly receivers?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly mutedBy?: readonly string[];
}

/** One element of `GET /api/v2/alerts`: the series of `alertmanagerBody` with the same name. */
export function listedAlert(options: ListedOptions): { readonly [key: string]: unknown } {
  const { name, severity = 'warning', state = 'active', startsAt = '2026-11-24T03:00:00.000Z' } = options;
  const { receivers = ['coc'], labels, mutedBy } = options;
  return {
    annotations: { summary: `${name} needs attention` },
    endsAt: '2026-11-24T03:09:00.000Z',
    receivers: receivers.map((receiver) => ({ name: receiver })),
    startsAt,
    status: {
      inhibitedBy: [],
      silencedBy: state === 'suppressed' ? ['s1'] : [],
      state,
      ...(mutedBy && { mutedBy }),
    },
    updatedAt: '2026-11-24T03:05:00.000Z',
    generatorURL: 'http://prometheus.example/graph',
    labels: { alertname: name, severity, instance: 'node-1', ...labels },
  };
}
