import { createZabbixActive as original } from '../../../../src/sources/zabbix/active.ts';

export const createZabbixActive: typeof original = (name, { reconcile, ...config }, deps) =>
  original(name, { ...config, reconcile: { ...reconcile, minSeverity: reconcile.minSeverity + 1 } }, deps);
