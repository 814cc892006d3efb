import { createZabbixActive as original } from '../../../../src/sources/zabbix/active.ts';

export const createZabbixActive: typeof original = (...args) => ({ ...original(...args), levelsMove: false });
