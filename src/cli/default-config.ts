/** Configuration file that is read when none is given. */
export const DEFAULT_CONFIG = '/etc/coc-alarm-agent/config.yaml';
