import type { SourceType } from '../alerts/alert.ts';
import type { ActiveAlerts, SourceFault, SourceLook, Unreachable } from '../sources/active-alerts.ts';
import type { Finding } from './finding.ts';

/** The settings of a source that the doctor reads. */
export interface ExaminedSource {
  readonly type: SourceType;
  /** Absent for a source that is not asked for its active alerts. */
  readonly reconcile?: { readonly timeout: number } | undefined;
}

/** The credentials that the API of each type of source needs. */
const CREDENTIALS: Readonly<Record<SourceType, string>> = {
  alertmanager:
    'the credentials of its proxy; Alertmanager itself has bearer and basic only in its web configuration file',
  grafana:
    'the token of an enabled service account with the role Viewer, in the organization of reconcile.orgId',
  zabbix:
    'an enabled token or login that has not expired, of a user whose role may call the API and read problems',
};

/** The sources that can be asked for their active alerts, by name; or the reason for which none can. */
export type ActiveSources = ReadonlyMap<string, ActiveAlerts> | { readonly unusable: string };

/** Asks each source for its active alerts; one line for each. Closes the adapters. */
export async function examineSources(
  sources: Readonly<Record<string, ExaminedSource>>,
  active: ActiveSources,
): Promise<readonly Finding[]> {
  if ('unusable' in active)
    return Object.entries(sources).flatMap(([name, { reconcile }]): Finding[] =>
      reconcile
        ? [{ check: `source ${name}`, result: 'unknown', words: `not asked: ${active.unusable}` }]
        : [],
    );
  const asked = Object.entries(sources).flatMap(([name, { type, reconcile }]) => {
    const adapter = active.get(name);
    return adapter && reconcile ? [{ name, type, adapter, timeoutMs: reconcile.timeout * 3 }] : [];
  });
  return Promise.all(
    asked.map(async ({ name, type, adapter, timeoutMs }) => {
      try {
        return sourceFinding(await adapter.look(AbortSignal.timeout(timeoutMs)), { name, type });
      } finally {
        await adapter.close();
      }
    }),
  );
}

interface AskedSource {
  readonly name: string;
  readonly type: SourceType;
}

function sourceFinding(look: SourceLook | Unreachable, { name, type }: AskedSource): Finding {
  const check = `source ${name}`;
  if (look.kind === 'unreachable')
    return { check, result: 'bad', words: look.detail, remedy: sourceRemedy(look.fault, { name, type }) };
  const { version, seen, blind } = look;
  if (blind) return { check, result: 'bad', ...blind };
  return { check, result: 'good', words: version === undefined ? seen : `version ${version}, ${seen}` };
}

function sourceRemedy(fault: SourceFault, { name, type }: AskedSource): string {
  const reconcile = `sources.${name}.reconcile`;
  switch (fault) {
    case 'network':
      return `check host and port of ${reconcile}.url, and let this machine reach it (firewall, NetworkPolicy)`;
    case 'tls':
      return `set ${reconcile}.tls.caFile to the CA of its certificate, and use in url a host name of the certificate`;
    case 'access':
      return `check ${reconcile}.auth: it needs ${CREDENTIALS[type]}`;
    case 'address':
      return `set ${reconcile}.url to the address of its start page, without the path of the API`;
    case 'source':
      return 'the source answers, but not with its active alerts: read its own log';
  }
}
