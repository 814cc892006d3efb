import { describe, expect, it } from 'vitest';
import { ALIASES, readZabbixMessage } from '../../../src/sources/zabbix/payload.ts';
import { shippedExport, shippedMediaType as type, unresolvedParameters } from './shipped-media-type.ts';

/** Kept in the alarm's details, and not read otherwise. */
const DETAILS_ONLY = [
  'event_ack_status',
  'event_recovery_id',
  'event_update_action',
  'event_update_message',
  'event_update_user',
  'host_ip',
  'item_key',
  'item_lastvalue',
  'item_value',
  'send_to',
  'service_rootcause',
];
/** About the sending; they do not leave Zabbix. */
const NOT_SENT = ['HTTPProxy', 'alarm_link', 'token', 'url'];
/** The script makes these. */
const MADE_BY_SCRIPT = ['sent_at'];
/** Words and links of other people's scripts. */
const OF_OTHERS = [
  'event_date_time',
  'event_recovery_date_time',
  'event_status',
  'event_update_severity',
  'link',
];

const known: readonly string[] = Object.entries(ALIASES).flatMap(([name, aliases]) => [name, ...aliases]);
const sent = type.parameters.map(({ name }) => name).filter((name) => !NOT_SENT.includes(name));

describe('the media type for Zabbix', () => {
  it('can be imported by 6.0 and every later version', () => {
    expect(shippedExport.version).toBe('6.0');
    expect(shippedExport.media_types).toHaveLength(1);
    expect(type).toMatchObject({ name: 'coc-alarm-agent', type: 'WEBHOOK' });
  });

  it('sends only parameters that the source reads, or that are kept as details', () => {
    expect(sent.filter((name) => !known.includes(name)).toSorted()).toEqual(DETAILS_ONLY);
  });

  it('sends everything that the source reads', () => {
    const unsent = Object.entries(ALIASES).filter(
      ([name, aliases]) => ![name, ...aliases].some((one) => sent.includes(one)),
    );
    expect(unsent.map(([name]) => name).toSorted()).toEqual([...MADE_BY_SCRIPT, ...OF_OTHERS].toSorted());
  });

  it('names no parameter twice, and gives each one macro that fits into its column', () => {
    expect(new Set(type.parameters.map(({ name }) => name)).size).toBe(type.parameters.length);
    for (const { value } of type.parameters) expect(value).toMatch(/^\{[A-Z$][A-Z0-9._]*\}( \{[A-Z]+\})?$/);
  });

  it('keeps the token and the address of the agent where the source expects secrets', () => {
    const read = readZabbixMessage(unresolvedParameters);
    expect([read.token, read.url, read.HTTPProxy]).toEqual(['<secret>', '<secret>', '<secret>']);
  });

  it('has a message for every kind of event', () => {
    const kinds = type.message_templates.map(({ event_source, operation_mode }) => [
      event_source,
      operation_mode,
    ]);
    expect(kinds.map((kind) => kind.join(' ')).toSorted()).toEqual([
      'AUTOREGISTRATION PROBLEM',
      'DISCOVERY PROBLEM',
      'INTERNAL PROBLEM',
      'INTERNAL RECOVERY',
      'SERVICE PROBLEM',
      'SERVICE RECOVERY',
      'SERVICE UPDATE',
      'TRIGGERS PROBLEM',
      'TRIGGERS RECOVERY',
      'TRIGGERS UPDATE',
    ]);
    for (const { subject, message } of type.message_templates) {
      expect(subject).not.toBe('');
      expect(message).not.toBe('');
    }
  });

  it('tries for about an hour, and gives the agent longer than it takes to answer 503', () => {
    expect(type).toMatchObject({ attempts: '60', attempt_interval: '60s', timeout: '10s' });
  });

  it('holds one alerter back at most for each of two sessions', () => {
    expect(type.max_sessions).toBe('2');
  });

  it('writes tags back, and links the menu of a problem only where the script left a link', () => {
    expect(type).toMatchObject({
      process_tags: 'YES',
      show_event_menu: 'YES',
      event_menu_url: '{EVENT.TAGS.coc_link}',
      event_menu_name: 'COC alarm {EVENT.TAGS.coc_alarm_id}',
    });
  });
});
