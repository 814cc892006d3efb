import { elementsAs as original } from '../../../../src/sources/zabbix/elements.ts';

export const elementsAs: typeof original = async (...args) => ({ ...(await original(...args)), all: false });
