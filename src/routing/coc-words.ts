import { timeSpanInWords } from '../time/time-span.ts';

/** Language of the texts that the agent itself writes into COC. Texts of alerts and templates stay as they are. */
export type CocLanguage = 'en' | 'zh' | 'both';

/** Phrases that the agent writes into COC. Those of {@link LABELS} stand before a colon; all others are sentences. */
export interface CocWords {
  readonly level: () => string;
  readonly resource: () => string;
  readonly namespace: () => string;
  readonly source: () => string;
  readonly link: () => string;
  readonly runbook: () => string;
  readonly hosts: () => string;
  readonly since: () => string;
  readonly alarmIds: () => string;
  readonly scope: () => string;
  readonly fire: (count: number) => string;
  readonly stormTitle: (count: number) => string;
  readonly storm: (policy: string | undefined) => string;
  /** An alarm at a resource. */
  readonly alarmAt: (name: string, resource: string) => string;
  readonly wereMore: (total: number) => string;
  readonly returned: (incidentNum: string) => string;
  readonly stillFires: (incidentNum: string) => string;
  readonly stillFiresGone: (incidentNum: string) => string;
  readonly raised: (incidentNum: string) => string;
  readonly andMore: () => string;
  readonly cause: (alarms: string) => string;
  readonly allEnded: () => string;
  readonly allEndedOrLeft: () => string;
  readonly thereAgain: (alarms: string) => string;
  readonly automatic: (time: string) => string;
  readonly allOver: () => string;
  readonly allOverOrLeft: () => string;
  readonly isBack: () => string;
  readonly joined: (count: number) => string;
  readonly levelNow: (change: LevelChange) => string;
  readonly forgotten: (since: string) => string;
  readonly notAccepted: (since: string) => string;
  readonly began: () => string;
  readonly opened: () => string;
  readonly belonged: (count: number) => string;
  /** The last alarm ended, after so many ms if that is known. */
  readonly lastEnded: (afterMs: number | undefined) => string;
  readonly silent: (silence: SilenceWords) => string;
  readonly heardAgain: (heartbeat: HeartbeatWords) => string;
  readonly notAwaited: (heartbeat: string) => string;
  readonly testAlarm: () => string;
  readonly testAlarmText: () => string;
}

/** Change of the highest level of an incident's alarms. */
interface LevelChange {
  readonly from: string;
  readonly to: string;
}

/** A heartbeat in words. */
interface HeartbeatWords {
  readonly source: string;
  readonly name: string;
}

/** A silent heartbeat in words. */
interface SilenceWords extends HeartbeatWords {
  /** Time in which it was expected, s. */
  readonly seconds: number;
  /** Time at which it was heard last; absent when it was not since the start. */
  readonly lastAt?: string | undefined;
}

const LABELS: ReadonlySet<keyof CocWords> = new Set([
  ...(['level', 'resource', 'namespace', 'source', 'link', 'runbook'] as const),
  ...(['hosts', 'since', 'alarmIds', 'scope', 'fire'] as const),
]);

const EN: CocWords = {
  level: () => 'Level',
  resource: () => 'Resource',
  namespace: () => 'Namespace',
  source: () => 'Source',
  link: () => 'Link',
  runbook: () => 'Runbook',
  hosts: () => 'Resources',
  since: () => 'Since',
  alarmIds: () => 'Alarm ids',
  scope: () => 'Scope',
  stormTitle: (count) => `Alarm storm: ${count} alarms`,
  storm: (policy) =>
    policy === undefined
      ? 'More incidents were asked for than all policies together may open in an hour. This one stands for the rest.'
      : `More incidents were asked for than policy ${policy} may open in an hour. This one stands for the rest.`,
  fire: (count) => `${alarms(count)} ${count === 1 ? 'fires' : 'fire'}`,
  alarmAt: (name, resource) => `${name} on ${resource}`,
  wereMore: (total) => `${alarms(total)} so far; the others have ended.`,
  returned: (incidentNum) => `Again: the problem of ${incidentNum} has come back.`,
  stillFires: (incidentNum) =>
    `Raised again: ${incidentNum} was closed by hand, and the problem is still there.`,
  stillFiresGone: (incidentNum) =>
    `Raised again: ${incidentNum} is not to be found in COC any more, and the problem is still there.`,
  raised: (incidentNum) => `Raised: an alarm of ${incidentNum} needs a higher level now.`,
  andMore: () => 'and more',
  cause: (names) => `Reported automatically by monitoring: ${names}. The root cause has not been analysed.`,
  allEnded: () => 'Automatic: all alarms of the incident have ended.',
  allEndedOrLeft: () => 'Automatic: all alarms of the incident have ended, or have another incident.',
  thereAgain: (names) => `Automatic: the problem is there again: ${names}.`,
  automatic: (time) => `Automatic remark of ${time}.`,
  allOver: () => 'All alarms of the incident have ended.',
  allOverOrLeft: () => 'All alarms of the incident have ended, or have another incident.',
  isBack: () => 'The problem is there again.',
  joined: (count) => `${alarms(count)} joined.`,
  levelNow: ({ from, to }) => `The highest level is ${to} now; it was ${from}.`,
  forgotten: (since) => `In work since ${since}, and the problem is not over.`,
  notAccepted: (since) => `Nobody has accepted it since ${since}, so it is forwarded.`,
  began: () => 'the problem began',
  opened: () => 'the incident was opened',
  belonged: (count) => `${alarms(count)} belonged to it`,
  lastEnded: (afterMs) =>
    `the last alarm ended${afterMs === undefined ? '' : ` (after ${timeSpanInWords(afterMs)})`}`,
  silent: ({ source, name, seconds, lastAt }) => {
    const last = lastAt === undefined ? 'not since the agent started' : `last at ${lastAt}`;
    return `Monitoring is silent: nothing heard of ${name} from ${source} within ${seconds} s, ${last}. Alerts may get lost unseen.`;
  },
  heardAgain: ({ source, name }) => `Monitoring is heard again: ${name} from ${source}.`,
  notAwaited: (heartbeat) => `Nobody waits for ${heartbeat} any more.`,
  testAlarm: () => 'Test of coc-alarm-agent',
  testAlarmText: () => 'Sent by coc-alarm-agent doctor, which resolves it at once.',
};

function alarms(count: number): string {
  return count === 1 ? '1 alarm' : `${count} alarms`;
}

const ZH: CocWords = {
  level: () => '级别',
  resource: () => '资源',
  namespace: () => '命名空间',
  source: () => '来源',
  link: () => '链接',
  runbook: () => '处理手册',
  hosts: () => '涉及资源',
  since: () => '开始时间',
  alarmIds: () => '告警ID',
  scope: () => '范围',
  stormTitle: (count) => `告警风暴（${count} 条告警）`,
  storm: (policy) =>
    policy === undefined
      ? '一小时内需创建的事件单已超出所有策略的总上限，其余告警合并到本事件单。'
      : `一小时内需创建的事件单已超出策略 ${policy} 的上限，其余告警合并到本事件单。`,
  fire: (count) => `${count} 条告警正在触发`,
  alarmAt: (name, resource) => `${name} (${resource})`,
  wereMore: (total) => `累计 ${total} 条告警，其余已恢复。`,
  returned: (incidentNum) => `问题复发：事件单 ${incidentNum} 的问题再次出现。`,
  stillFires: (incidentNum) => `再次上报：事件单 ${incidentNum} 已被人工关闭，但问题仍未恢复。`,
  stillFiresGone: (incidentNum) => `再次上报：COC 中已找不到事件单 ${incidentNum}，但问题仍未恢复。`,
  raised: (incidentNum) => `级别升高：事件单 ${incidentNum} 的告警需要更高级别，由本事件单继续跟进。`,
  andMore: () => '等',
  cause: (names) => `监控系统自动上报：${names}。根因尚未分析。`,
  allEnded: () => '自动处理：该事件单的所有告警均已恢复。',
  allEndedOrLeft: () => '自动处理：该事件单的告警均已恢复，或已由另一张事件单跟进。',
  thereAgain: (names) => `自动处理：问题再次出现：${names}。`,
  automatic: (time) => `自动备注（${time}）。`,
  allOver: () => '该事件单的所有告警均已恢复。',
  allOverOrLeft: () => '该事件单的告警均已恢复，或已由另一张事件单跟进。',
  isBack: () => '问题再次出现。',
  joined: (count) => `新增 ${count} 条告警。`,
  levelNow: ({ from, to }) => `当前最高级别为 ${to}（原为 ${from}）。`,
  forgotten: (since) => `事件单自 ${since} 起处理中，问题尚未恢复，请继续跟进。`,
  notAccepted: (since) => `事件单自 ${since} 起一直无人受理，现自动转派。`,
  began: () => '问题开始',
  opened: () => '创建事件单',
  belonged: (count) => `共关联 ${count} 条告警`,
  lastEnded: (afterMs) =>
    `最后一条告警恢复${afterMs === undefined ? '' : `（历时 ${timeSpanInWords(afterMs, 'zh')}）`}`,
  silent: ({ source, name, seconds, lastAt }) => {
    const last = lastAt === undefined ? '代理启动后从未收到' : `最近一次收到于 ${lastAt}`;
    return `监控静默：${seconds} 秒内未收到 ${source} 的 ${name}，${last}。告警可能已丢失而无人察觉。`;
  },
  heardAgain: ({ source, name }) => `监控已恢复：再次收到 ${source} 的 ${name}。`,
  notAwaited: (heartbeat) => `已不再等待 ${heartbeat}。`,
  testAlarm: () => 'coc-alarm-agent 测试告警',
  testAlarmText: () => '由 coc-alarm-agent doctor 发送，随即自动恢复。',
};

const NAMES = Object.keys(EN) as readonly (keyof CocWords)[];

/** Both languages: labels as `Level/级别`, sentences one behind the other, and names once. */
const BOTH: CocWords = {
  ...(Object.fromEntries(
    NAMES.map((name) => [
      name,
      (value: never) => [EN[name](value, value), ZH[name](value, value)].join(LABELS.has(name) ? '/' : ' '),
    ]),
  ) as unknown as CocWords),
  alarmAt: EN.alarmAt,
};

/** Returns the phrases in a language. */
export function cocWords(language: CocLanguage): CocWords {
  return { en: EN, zh: ZH, both: BOTH }[language];
}
