/** A heartbeat of a source. The name of neither contains a slash. */
export interface SilentHeartbeat {
  readonly source: string;
  readonly name: string;
}

/** The fingerprint of the agent's own alert that a heartbeat is silent. */
export function silenceFingerprint({ source, name }: SilentHeartbeat): string {
  return `${source}/${name}`;
}

/** The heartbeat of a fingerprint. */
export function heartbeatOf(fingerprint: string): SilentHeartbeat {
  const [source = '', name = ''] = fingerprint.split('/');
  return { source, name };
}
