import { saidAtOf as original } from '../../../../src/sources/zabbix/said-at.ts';

export const saidAtOf: typeof original = (parameters, said) => {
  const text: typeof parameters.text = (name) => (name === 'sent_at' ? undefined : parameters.text(name));
  return original({ ...parameters, text }, said);
};
