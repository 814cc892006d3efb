import type { Declare } from './declare.ts';

/** The process: its build, configuration, certificates and readiness. */
export function agentMetrics({ gauge }: Declare) {
  return {
    buildInfo: gauge(
      'build_info',
      'Always 1; the labels are the versions of the agent and of Node.',
      'version',
      'node',
    ),
    configReloadSuccessful: gauge(
      'config_last_reload_successful',
      '1 when the last load of the configuration succeeded, otherwise 0.',
    ),
    configReloadTime: gauge(
      'config_last_reload_success_timestamp_seconds',
      'UNIX time of the last successful load of the configuration.',
    ),
    certificateExpiry: gauge(
      'certificate_expiry_timestamp_seconds',
      'UNIX time at which the TLS certificate of the listener expires.',
      'listener',
    ),
    ready: gauge('ready', '1 while new alerts are accepted, otherwise 0.'),
    shuttingDown: gauge('shutting_down', '1 while the agent is shutting down, otherwise 0.'),
  };
}
