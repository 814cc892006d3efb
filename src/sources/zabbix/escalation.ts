import type { Parameters } from './parameters.ts';

/**
 * First line of the message with which Zabbix gives a problem up: its trigger, host or item was disabled or deleted. No
 * recovery follows, although the message itself says that the problem exists.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/config/notifications/action/escalations, read
 * 2026-11; escalator.c `escalation_cancel`
 */
const CANCELED = /^\s*NOTE:\s*Escalation cancell?ed\b[ \t:.]*([^\r\n]*)/i;
/** An action that was disabled sends nothing more, and says nothing about the problem, which goes on. */
const OF_ACTION = /^action\b/i;
const LONGEST = 200;

/** Reason, in words, why Zabbix gives a problem up; undefined for any other message. */
export function canceledBecause({ text }: Parameters): string | undefined {
  const found = CANCELED.exec(text('alert_message') ?? '');
  if (!found || OF_ACTION.test(found[1] ?? '')) return undefined;
  const why = cut(found[1]);
  return why === '' ? 'Zabbix canceled its escalation' : `Zabbix canceled its escalation: ${why}`;
}

/** Sentence about a problem of which Zabbix says no more, although it may go on; undefined for any other message. */
export function silencedBecause({ text }: Parameters): string | undefined {
  const found = CANCELED.exec(text('alert_message') ?? '');
  if (!found || !OF_ACTION.test(found[1] ?? '')) return undefined;
  return `Zabbix canceled its escalation (${cut(found[1])}): it will say nothing more about the problem, not even that it is over.`;
}

function cut(reason = ''): string {
  return [...reason.trim().replace(/\.$/, '')].slice(0, LONGEST).join('');
}
