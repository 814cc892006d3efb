/** Token that the tests' Alertmanagers send. */
export const WEBHOOK_TOKEN = 'acceptance-alertmanager-token';
/** COC application of every alarm. */
export const APPLICATION = '65659ae2f42bf80e5f3f0635';
const USER = '7da46971b7e24eed90cf777cc2ff8b91';

/** Where the agent of a test listens, stores, and sends to. */
export interface AgentPlaces {
  readonly webhooks: string;
  readonly admin: string;
  readonly dataDir: string;
  readonly cocUrl: string;
}

/** How the agent signs in at the emulator. */
export type AgentAuth = 'aksk' | 'token';

/** The configuration of an agent in a hurry: short delays, every change told, and everything else as in life. */
export function agentConfig({ webhooks, admin, dataDir, cocUrl }: AgentPlaces, auth: AgentAuth) {
  return {
    listen: { webhooks, admin },
    dataDir,
    log: { level: 'debug' },
    coc: {
      endpoint: cocUrl,
      integrationKey: '0123456789abcdef0123456789abcdef',
      auth: auth === 'aksk' ? accessKey() : iamUser(cocUrl),
    },
    sources: { alertmanager: { type: 'alertmanager', auth: { bearer: { token: WEBHOOK_TOKEN } } } },
    alarm: { applicationId: APPLICATION, regionId: 'cn-north-4', collapse: false },
    incidents: [
      {
        name: 'critical',
        match: ['alarmLevel="Critical"'],
        level: 'level_20',
        type: 'inc_type_p_monitoring_issues',
        creator: USER,
        assignee: { user: USER },
      },
    ],
    delivery: {
      backoff: { initial: '200ms', max: '1s' },
      ...{ incidentLookupDelay: '1s', incidentAbsentAfter: '1s', incidentListLag: '1s' },
    },
  };
}

/** A configuration that a test may change. */
export type AgentConfig = ReturnType<typeof agentConfig>;

function accessKey() {
  return { type: 'aksk', accessKey: 'emulator-access-key', secretKey: 'emulator-secret-key' };
}

function iamUser(iamEndpoint: string) {
  const user = { domain: 'emulator-domain', user: 'emulator', password: 'emulator-password' };
  return { type: 'token', iamEndpoint, ...user, project: 'cn-north-4' };
}
