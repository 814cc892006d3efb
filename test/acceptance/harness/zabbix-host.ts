import { waitFor } from './wait-for.ts';
import type { Zabbix } from './zabbix.ts';
import type { ZabbixApi } from './zabbix-api.ts';

/** A problem as Zabbix keeps it. */
export interface ZabbixEvent {
  readonly eventid: string;
  /** UNIX seconds. */
  readonly clock: string;
  /** `1` problem, `0` recovery. */
  readonly value: string;
  readonly tags: readonly { readonly tag: string; readonly value: string }[];
}

/** A message that Zabbix sends, or tries to. */
export interface ZabbixMessage {
  readonly subject: string;
  /** `0` waits for another attempt, `1` sent, `2` failed for good. */
  readonly status: string;
  readonly retries: string;
  readonly error: string;
}

/** One host with one value, and a trigger that is on while the value is more than 10. */
export class ZabbixHost {
  static readonly technicalName = 'lab-host-1';
  static readonly visibleName = 'Lab Host № 1 «тест»';
  static readonly group = 'Lab group';
  readonly #zabbix: Zabbix;
  readonly #key: string;
  readonly #triggerid: string;

  private constructor(zabbix: Zabbix, key: string, triggerid: string) {
    this.#zabbix = zabbix;
    this.#key = key;
    this.#triggerid = triggerid;
  }

  static async create(zabbix: Zabbix): Promise<ZabbixHost> {
    const { api } = zabbix;
    const { groupids } = await api.call<{ groupids: string[] }>('hostgroup.create', {
      name: ZabbixHost.group,
    });
    const { hostids } = await api.call<{ hostids: string[] }>('host.create', {
      host: ZabbixHost.technicalName,
      name: ZabbixHost.visibleName,
      groups: groupids.map((groupid) => ({ groupid })),
    });
    const key = 'lab.value';
    const trapper = { type: 2, value_type: 3 };
    await api.call('item.create', { hostid: hostids[0], name: 'Lab value', key_: key, ...trapper });
    const { triggerids } = await api.call<{ triggerids: [string] }>('trigger.create', {
      description: 'Lab value is {ITEM.LASTVALUE} on {HOST.NAME}',
      expression: `last(/${ZabbixHost.technicalName}/${key})>10`,
      priority: 5,
      comments: 'desc "quoted"\nsecond line',
      url: 'https://runbooks.example/lab',
      tags: [{ tag: 'service', value: 'checkout' }],
    });
    return new ZabbixHost(zabbix, key, triggerids[0]);
  }

  /** Sends values until the trigger, which the server has to learn of first, makes its first event. */
  async raise(value: number): Promise<ZabbixEvent> {
    const send = async () => {
      await this.#send(value);
      return this.events();
    };
    await waitFor('the first problem', send, ({ length }) => length > 0);
    return this.#event(0);
  }

  /** Sends a value that changes the trigger, and waits for the event of that. */
  async change(value: number): Promise<ZabbixEvent> {
    const { length } = await this.events();
    await this.#send(value);
    return this.#event(length);
  }

  #send(value: number): Promise<void> {
    return this.#zabbix.send(ZabbixHost.technicalName, this.#key, `${value}`);
  }

  /** The events of the trigger, oldest first. */
  events(): Promise<readonly ZabbixEvent[]> {
    return eventsOf(this.#zabbix.api, this.#triggerid);
  }

  async #event(index: number): Promise<ZabbixEvent> {
    const seen = await waitFor(
      `event ${index}`,
      () => this.events(),
      ({ length }) => length > index,
    );
    const event = seen[index];
    if (!event) throw new RangeError(`there is no event ${index}`);
    return event;
  }

  /** The messages about the trigger, oldest first. */
  messages(): Promise<readonly ZabbixMessage[]> {
    return this.#zabbix.api.call('alert.get', {
      output: ['subject', 'status', 'retries', 'error'],
      objectids: this.#triggerid,
      sortfield: 'alertid',
    });
  }

  /** Waits until messages that Zabbix holds are as they should be. */
  waitForMessages(
    what: string,
    isIt: (messages: readonly ZabbixMessage[]) => boolean,
  ): Promise<readonly ZabbixMessage[]> {
    return waitFor(what, () => this.messages(), isIt);
  }
}

function eventsOf(api: ZabbixApi, objectids: string): Promise<readonly ZabbixEvent[]> {
  return api.call('event.get', {
    output: ['eventid', 'clock', 'value'],
    selectTags: 'extend',
    objectids,
    sortfield: 'eventid',
  });
}
