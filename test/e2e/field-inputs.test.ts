import { afterEach, describe, expect, it } from 'vitest';
import { fieldInput, type HeardAlarm, heard, runFieldAgent } from '../support/field-inputs.ts';
import { stopEverything } from '../support/running-agent.ts';

afterEach(stopEverything);

const BEGAN = '2025-11-03T09:15:00.000Z';
const FIRES = { status: 'alarm', namespace: 'default', resource: undefined, time: 'receipt' };
const taken = (accepted: number) => [{ accepted, repeated: 0, rejected: [] }];

describe('what Alertmanager and Grafana send', () => {
  it.each<[string, string, string, readonly HeardAlarm[]]>([
    [
      'of an exporter of others names who is ill',
      'alertmanager',
      'reporters.json',
      [
        {
          ...{ ...FIRES, name: 'KubeDeploymentReplicasMismatch', level: 'Minor', time: BEGAN },
          ...{ resource: 'invoices', namespace: 'store', text: 'KubeDeploymentReplicasMismatch on invoices' },
        },
        {
          ...{ ...FIRES, name: 'KubeNodeNotReady', level: 'Critical', time: BEGAN },
          ...{ resource: 'node-7', namespace: 'default', text: 'KubeNodeNotReady on node-7' },
        },
        {
          ...{ ...FIRES, name: 'KubePersistentVolumeFillingUp', level: 'Critical', time: BEGAN },
          ...{ resource: 'data-pg-1', namespace: 'store' },
          text: 'KubePersistentVolumeFillingUp on data-pg-1',
        },
        {
          ...{ ...FIRES, name: 'KubePodCrashLooping', level: 'Minor', time: BEGAN },
          ...{ resource: 'basket-5d8c-qwert', namespace: 'store' },
          text: 'A container of the pod restarts again and again.',
        },
      ],
    ],
    [
      'with renamed labels names who is ill',
      'alertmanager',
      'renamed-labels.json',
      [
        {
          ...{ ...FIRES, name: 'KubePodNotReady', level: 'Critical' },
          ...{ resource: 'basket-5d8c-qwert', namespace: 'store' },
          text: 'KubePodNotReady on basket-5d8c-qwert',
        },
        {
          ...{ ...FIRES, name: 'NightlyRunFailed', level: 'Critical' },
          ...{ resource: 'runner-3.example.net', namespace: 'weekly-report' },
          text: 'NightlyRunFailed on runner-3.example.net',
        },
        {
          ...{ ...FIRES, name: 'PortDown', level: 'Critical' },
          ...{ resource: 'edge-sw-4', namespace: 'snmp', text: 'The port is down' },
        },
      ],
    ],
    [
      'with an unknown severity stays loud beside the level of a log',
      'alertmanager',
      'log-levels.json',
      [
        { ...FIRES, name: 'Numbered', level: 'Critical', text: 'Numbered' },
        { ...FIRES, name: 'Panicked', level: 'Major', text: 'Panicked' },
        { ...FIRES, name: 'TooManyErrors', level: 'Major', text: 'TooManyErrors' },
      ],
    ],
    [
      'with a numbered severity has its level',
      'alertmanager',
      'sev5.json',
      [{ ...FIRES, name: 'Quiet', level: 'Info', text: 'Quiet' }],
    ],
    [
      'with its severity as an annotation has its level',
      'alertmanager',
      'severity-annotation.json',
      [
        {
          ...{ ...FIRES, name: 'feed_silent', level: 'Critical', time: '2018-02-14T13:30:05.125Z' },
          text: 'Nothing came for over 20 minutes.',
        },
      ],
    ],
    [
      'as a group tells of each alert only its own values',
      'grafana',
      'group-message.json',
      [
        {
          ...{ ...FIRES, name: 'Inodes used up', level: 'Major', time: '2025-11-03T10:00:00.000Z' },
          ...{ resource: 'nfs-1', text: 'Inodes used up on nfs-1 (B=98, C=1)' },
        },
        {
          ...{ ...FIRES, name: 'Inodes used up', level: 'Major', time: '2025-11-03T10:00:00.000Z' },
          ...{ resource: 'web-4', text: 'Inodes used up on web-4 (B=93, C=1)' },
        },
      ],
    ],
    [
      'from a folder has it as its namespace',
      'grafana',
      'folder.json',
      [
        {
          ...{ ...FIRES, name: 'Queue disk', level: 'Major', time: '2025-05-16T12:40:10.000Z' },
          ...{ resource: 'mq-node2', namespace: 'Linux', text: 'Queue disk on mq-node2 (B=5.25, C=1)' },
        },
      ],
    ],
  ])('%s', async (_, source, file, alarms) => {
    const { emulator, send } = await runFieldAgent();
    expect(await send(source, fieldInput(file))).toEqual(taken(alarms.length));
    expect(heard(emulator)).toEqual(alarms);
  });
});
