import { SEVERITY_NAMES as original } from '../../../../src/sources/zabbix/problem.ts';

export * from '../../../../src/sources/zabbix/problem.ts';

export const SEVERITY_NAMES: typeof original = original.toReversed();
