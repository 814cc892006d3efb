import type { SourceType } from '../alerts/alert.ts';
import type { Config } from '../app/registry.ts';
import type { ActiveAlerts, SourceFault, SourceLook, Unreachable } from '../sources/active-alerts.ts';
import type { Finding } from './diagnose.ts';

/** What a source wants us to prove ourselves by. */
const PROOFS: Readonly<Record<SourceType, string>> = {
  alertmanager:
    'what its proxy wants; Alertmanager itself knows bearer and basic by its web configuration only',
  grafana:
    'the token of an enabled service account with the role Viewer, in the organization of reconcile.orgId',
  zabbix:
    'a token or login that is enabled and has not ended, of a user whose role may call the API and read problems',
};

/** A line for each source that is asked what is active. Closes the adapters. */
export async function examineSources(
  { sources }: Pick<Config, 'sources'>,
  active: ReadonlyMap<string, ActiveAlerts>,
): Promise<readonly Finding[]> {
  const asked = Object.entries(sources).flatMap(([name, { type, reconcile }]) => {
    const adapter = active.get(name);
    return adapter && reconcile ? [{ name, type, adapter, timeoutMs: reconcile.timeout * 3 }] : [];
  });
  return Promise.all(
    asked.map(async ({ name, type, adapter, timeoutMs }) => {
      try {
        return findingOf(await adapter.look(AbortSignal.timeout(timeoutMs)), { name, type });
      } finally {
        await adapter.close();
      }
    }),
  );
}

interface Asked {
  readonly name: string;
  readonly type: SourceType;
}

function findingOf(look: SourceLook | Unreachable, { name, type }: Asked): Finding {
  const check = `source ${name}`;
  if (look.kind === 'unreachable')
    return { check, result: 'bad', words: look.detail, remedy: remedyFor(look.fault, { name, type }) };
  const { version, seen, blind } = look;
  if (blind) return { check, result: 'bad', ...blind };
  return { check, result: 'good', words: version === undefined ? seen : `version ${version}, ${seen}` };
}

function remedyFor(fault: SourceFault, { name, type }: Asked): string {
  const reconcile = `sources.${name}.reconcile`;
  switch (fault) {
    case 'network':
      return `check host and port of ${reconcile}.url, and let this machine reach it (firewall, NetworkPolicy)`;
    case 'tls':
      return `set ${reconcile}.tls.caFile to the authority of its certificate, and name in url a host that stands in it`;
    case 'access':
      return `check ${reconcile}.auth: ${PROOFS[type]}`;
    case 'address':
      return `set ${reconcile}.url to the address where its start page is, without the path of the API`;
    case 'source':
      return 'it answers, but not what was asked: look into its own log';
  }
}
